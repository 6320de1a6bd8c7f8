"""Add Services: their parts, links to workloads, and links from users."""

from __future__ import annotations

from mlarch.documents.yaml_stream import YamlText
from mlarch.importers.kubernetes.kinds import SERVICE
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.selectors import Selectors
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import as_map, dig, maps_in
from mlarch.importers.references import Reference

__all__ = ["add_service", "expose_ports", "link_services"]

_EXPOSED_TYPES = ("LoadBalancer", "NodePort")
_MAX_PORTS = 2
# Prefixes of the labels that the operators of serving resources set on their pods.
_OPERATOR_LABELS = ("serving.kserve.io", "ray.io", "seldon")


def add_service(state: KubernetesImport, service: KubernetesObject, selectors: Selectors) -> None:
    """Add a part for a Service unless it shares that of its workload."""
    state.hosts[service.namespace, service.name.lower()] = state.ids[service.key]
    if not state.raw and selectors.workload_of(service):
        state.report.hide("Service, merged with its workload", service.name, service.at)
        return
    part = state.add_part(service, technology="service")
    if ports := _ports(service):
        part.facts["ports"] = ports
    host = service.spec.get("externalName")
    if host:
        state.draft.refer_outside(part.id, Reference(str(host), sure=True), "externalName", host.at)


def link_services(state: KubernetesImport, selectors: Selectors) -> None:
    """Link Services to the workloads that they select."""
    for service in state.of_kind(SERVICE):
        selected = selectors.selected(service)
        for workload in selected:
            state.draft.declare(
                state.ids[service.key],
                state.ids[workload],
                "selector",
                service.spec.place("selector"),
                kind="request",
                label=_ports_label(service),
            )
        if selected and state.ids[selected[0]] == state.ids[service.key]:
            _join_workload(state, service)
        if service.spec.get("selector") and not selected and not _selects_serving(service):
            state.report.not_understood(
                service.spec.place("selector"),
                f"Service {service.name} selects no workload in these files",
            )


def expose_ports(state: KubernetesImport) -> None:
    """Link users to exposed Services and to the host ports of pods."""
    for service in state.of_kind(SERVICE):
        type = str(service.spec.get("type") or "ClusterIP")
        if type in _EXPOSED_TYPES and not _is_internal(service):
            at = service.spec.place("type")
            state.draft.expose(state.ids[service.key], f"type {type}", at, _ports_label(service))
    for key, pod in state.pods.items():
        for port in [port for container in pod.containers for port in maps_in(container.get("ports"))]:
            host_port = port.get("hostPort")
            if isinstance(host_port, YamlText):
                state.draft.expose(state.ids[key], "hostPort", host_port.at, f":{host_port}")


def _join_workload(state: KubernetesImport, service: KubernetesObject) -> None:
    """Add the properties of a Service to the part that it shares with its workload."""
    part = state.draft.parts[state.ids[service.key]]
    part.facts["ports"] = list(dict.fromkeys([*part.facts.get("ports", []), *_ports(service)]))
    if str(service.spec.get("clusterIP")) != "None":  # it distributes requests over its pods
        part.tags.append("balanced")


def _selects_serving(service: KubernetesObject) -> bool:
    """Whether a Service selects pods that an operator creates, as KServe and Ray do."""
    labels = as_map(service.spec.get("selector"), service.at)
    return any(label.startswith(_OPERATOR_LABELS) for label in labels)


def _ports(service: KubernetesObject) -> list[str]:
    """Return the ports of a Service, as `80:8080` if the target has another number."""
    ports = []
    for port in maps_in(service.spec.get("ports")):
        number, target = str(port.get("port") or ""), str(port.get("targetPort") or "")
        ports.append(f"{number}:{target}" if target and target != number else number)
    return [port for port in ports if port]


def _ports_label(service: KubernetesObject) -> str:
    return ", ".join(f":{port.partition(':')[0]}" for port in _ports(service)[:_MAX_PORTS])


def _is_internal(service: KubernetesObject) -> bool:
    """Whether annotations ask a cloud for a load balancer in its own network only."""
    annotations = as_map(dig(service.body, "metadata", "annotations"), service.at)
    return any(
        "internal" in f"{key} {value}".lower() and str(value).lower() not in ("false", "0.0.0.0/0")
        for key, value in annotations.items()
        if "load-balancer" in key
    )
