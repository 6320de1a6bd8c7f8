"""Turn Kubernetes objects into an architecture: workloads, the services before them, and who reaches them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.errors import DocumentError
from mlarch.importers.draft import ImportDraft, Imported, ImportedPart, files_of, usable_id
from mlarch.importers.kubernetes.objects import Object, count, dig, many, read_objects, strings, texts
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.references import Reference, in_setting
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source
from mlarch.model import default_label, slug

__all__ = ["KubernetesCluster", "read"]

_TEMPLATES = {
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
}
_ICONS = {
    "StatefulSet": "statefulset", "DaemonSet": "daemonset", "Job": "job", "CronJob": "cronjob", "Pod": "pod",
    "ReplicaSet": "replicaset",
}  # fmt: skip
_ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "VirtualService")
_ENTRIES = ("Ingress", "Gateway", "IngressRoute", *_ROUTES)
_SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
_EVIDENCE = ("ConfigMap",)
_PLUMBING = frozenset(
    """
    APIService Certificate CertificateSigningRequest ClusterIssuer ClusterRole ClusterRoleBinding
    ClusterServingRuntime ComponentStatus ControllerRevision CSIDriver CustomResourceDefinition
    DestinationRule Endpoints EndpointSlice Event ExternalSecret GatewayClass IngressClass Issuer
    Kustomization Lease LimitRange MutatingWebhookConfiguration Namespace NetworkPolicy Node
    PeerAuthentication PersistentVolume PodDisruptionBudget PodMonitor PodSecurityPolicy PriorityClass
    PrometheusRule ReferenceGrant RequestAuthentication ResourceQuota Role RoleBinding RuntimeClass
    SealedSecret Secret SecretStore ServiceAccount ServiceMonitor ServingRuntime StorageClass
    TriggerAuthentication ValidatingAdmissionPolicy ValidatingWebhookConfiguration VerticalPodAutoscaler
    AuthorizationPolicy Sidecar BackendConfig FrontendConfig ManagedCertificate
    """.split()  # noqa: SIM905  # a table reads better than a list
)
_FIRST = (*_TEMPLATES, "InferenceService", "InferenceGraph", "RayCluster", "RayService", "RayJob",
          "SeldonDeployment", "Model", "Pipeline", "Service", *_ENTRIES, "PersistentVolumeClaim")  # fmt: skip


def read(sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False) -> Imported:
    """Return the architecture of Kubernetes objects and the report of reading them.

    Raises:
        DocumentError: with every problem found.
    """
    report = ImportReport()
    objects = read_objects(sources, report)
    cluster = KubernetesCluster(objects, ImportDraft(report, external), raw)
    cluster.read()
    if not cluster.draft.parts:
        kinds = Counter(one.kind for one in objects)
        found = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "no object"
        raise DocumentError(f"{sources[0].name}: nothing to draw in it: {found}")
    own = slug(name) or _project_name(sources)
    count = len(objects)
    arch = cluster.draft.architecture(
        own,
        title=default_label(own),
        summary=f"{count} Kubernetes object{'s' * (count != 1)}.",
        evidence=f"Read from {files_of(sources)}.",
    )
    return Imported(arch, report)


def _project_name(sources: list[Source]) -> str:
    """Return the name of the file, or of the folder that several came from."""
    first = sources[0]
    if len(sources) == 1 and first.name != "-":
        return slug(Path(first.name).stem) or "kubernetes"
    return slug(first.folder.resolve().name) or "kubernetes"


@dataclass
class KubernetesCluster:
    """The objects, and the draft they are drawn into; `ids` says which part stands for an object."""

    objects: list[Object]
    draft: ImportDraft
    raw: bool = False
    ids: dict[tuple[str, str, str], str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    pods: dict[tuple[str, str, str], PodTemplate] = field(default_factory=dict)
    of_namespace: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        return self.draft.report

    def of(self, *kinds: str) -> Iterator[Object]:
        return (one for one in self.objects if one.kind in kinds)

    def read(self) -> None:
        from mlarch.importers.kubernetes import serving

        for one in self.of(*_TEMPLATES):
            self.pods[one.key] = PodTemplate(self._template(one), one.at, self._configuration(one.namespace))
        self._claim_ids()
        for one in self.objects:
            self._draw(one)
        serving.draw(self)
        for one in self.of("Service"):
            self._select(one)
        for key, pod in self.pods.items():
            self._refer(key, pod)
        for one in self.of(*_ENTRIES):
            self._enter(one)
        for one in self.of(*_SCALERS):
            self._scale(one)
        for one in self.objects:
            if self._is_unknown(one):
                self._scan(one)
        self._expose()

    # Ids: a Service and the workload of its name that it selects are one part.

    def _claim_ids(self) -> None:
        taken: dict[str, tuple[str, str, str]] = {}
        spaces: dict[tuple[str, str], set[str]] = {}
        for one in self.objects:
            if self._is_drawn(one):
                spaces.setdefault((one.kind, one.name), set()).add(one.namespace)
        order = {kind: at for at, kind in enumerate(_FIRST)}
        drawn = [one for one in self.objects if self._is_drawn(one)]
        for one in sorted(drawn, key=lambda one: order.get(one.kind, len(order))):
            partner = self._partner(one)
            if partner is not None:
                self.ids[one.key] = self.ids[partner]
                continue
            id = usable_id(one.name)
            if id in taken and taken[id][1] != one.namespace:
                id = usable_id(f"{one.namespace or 'default'}/{one.name}")
            if id in taken:
                id = usable_id(f"{id}-{one.kind.lower()}")
            while id in taken:
                id = f"{id}-2"
            taken[id] = one.key
            self.ids[one.key] = id
        for one in drawn:
            box = self._box(one.namespace)
            if self.ids[one.key] not in self.draft.boxes:
                self.of_namespace[self.ids[one.key]] = box

    def _partner(self, one: Object) -> tuple[str, str, str] | None:
        """Return the workload that a Service is one part with."""
        if one.kind != "Service" or self.raw:
            return None
        return next((key for key in self._selected(one) if key[2] == one.name), None)

    def _box(self, namespace: str) -> str:
        """Return the cluster of a namespace, made where it is not there; '' for the default one."""
        if not namespace:
            return ""
        if namespace in self.boxes:
            return self.boxes[namespace]
        id = usable_id(namespace)
        if id in {usable_id(key[2]) for key in self.ids}:
            id = f"{id}-namespace"
        self.boxes[namespace] = id
        if id not in self.draft.boxes:
            technology = catalog.resolve("namespace")
            self.draft.box(id, label=namespace, kind="group", technology=technology, description="namespace")
        return id

    def _is_unknown(self, one: Object) -> bool:
        from mlarch.importers.kubernetes import serving

        known = {
            *_TEMPLATES,
            *_ENTRIES,
            *_SCALERS,
            *_EVIDENCE,
            *serving.KINDS,
            "Service",
            "PersistentVolumeClaim",
        }
        return one.kind not in known and one.kind not in _PLUMBING

    def _is_drawn(self, one: Object) -> bool:
        hidden = one.kind in _PLUMBING or one.kind in _EVIDENCE or one.kind in _SCALERS
        return (not hidden and not (one.kind in _ROUTES and self._gateways(one))) or self.raw

    # Parts.

    def _draw(self, one: Object) -> None:
        if not self._is_drawn(one):
            what = "ConfigMap, read as evidence" if one.kind in _EVIDENCE else one.kind
            what = "autoscaler, said on its workload" if one.kind in _SCALERS else what
            what = f"{one.kind}, said on its Gateway" if one.kind in _ROUTES else what
            self.report.hide(what, one.name, one.at)
            if one.kind == "Kustomization" and one.group.startswith("kustomize"):
                hint = (
                    "what it patches is not carried out: 'kubectl kustomize DIR | mlarch import kubernetes -'"
                )
                self.report.not_understood(one.at, f"a Kustomization; {hint}")
        elif one.key in self.pods:
            self._workload(one)
        elif one.kind == "Service":
            self._service(one)
        elif one.kind in _ENTRIES:
            self.part(one, technology="gateway-api" if one.kind != "Ingress" else "ingress", role="ingress")
        elif one.kind == "PersistentVolumeClaim":
            self._claim(one)
        elif self._is_unknown(one) or one.kind in _PLUMBING or one.kind in (*_EVIDENCE, *_SCALERS):
            self.part(one, technology="crd", said=[one.kind])
            if self._is_unknown(one):
                self.report.not_understood(
                    one.at, f"kind '{one.kind}' is not known: {one.name} is one plain node"
                )

    def part(
        self, one: Object, *, technology: str = "", role: str = "", said: list[str] | None = None
    ) -> ImportedPart:
        """Add the part that stands for an object."""
        id = self.ids[one.key]
        return self.add(id, one, technology=technology, role=role, said=said)

    def add(
        self, id: str, one: Object, *, technology: str = "", role: str = "", said: list[str] | None = None
    ) -> ImportedPart:
        """Add a part in the namespace of an object."""
        path = catalog.resolve(technology) if technology else ""
        cluster = self.of_namespace.get(self.ids.get(one.key, id), "") or self._box(one.namespace)
        return self.draft.add(id, technology=path, role=role, said=said or [], cluster=cluster)

    def _workload(self, one: Object) -> None:
        pod = self.pods[one.key]
        part = self.part(one)
        found = pod.technology(one.name)
        part.technology = found or catalog.resolve(_ICONS.get(one.kind, "deployment"))
        if one.kind in ("Job", "CronJob"):
            part.role = catalog.role_of(catalog.resolve(_ICONS[one.kind]))
        if one.kind in _ICONS and found:
            part.said.append(one.kind)
        if one.kind == "CronJob" and one.spec.get("schedule"):
            part.said.append(f"at {one.spec['schedule']}")
        part.said += pod.remarks(one.name)
        part.replicas = count(one.spec.get("replicas"))
        part.facts = _facts(one, pod)
        for container in pod.containers("initContainers"):
            self.report.hide("init container", f"{one.name}/{container.get('name')}", container.at)
        for template in many(one.spec.get("volumeClaimTemplates")):
            self.report.hide(
                "volume of each replica", f"{one.name}/{dig(template, 'metadata', 'name')}", one.at
            )
        for name, at in pod.missing():
            self.report.not_understood(
                at, f"ConfigMap '{name}' of {one.name} is not here: nothing is drawn from it"
            )

    def _service(self, one: Object) -> None:
        self.names[one.namespace, one.name.lower()] = self.ids[one.key]
        joined = self._partner(one)
        ports = _service_ports(one)
        if joined is None:
            part = self.part(one, technology="service")
            part.facts = {"ports": ports} if ports else {}
            if one.spec.get("externalName"):
                host = one.spec["externalName"]
                self.draft.foreign(part.id, Reference(str(host), sure=True), "externalName", host.at)
        else:
            self.report.hide("Service, one with its workload", one.name, one.at)

    def _claim(self, one: Object) -> None:
        part = self.part(one, technology="persistent-volume-claim", role="file-store")
        size = dig(one.spec, "resources", "requests", "storage")
        volume = self._volume(one)
        part.said = [*([str(size)] if size else []), *([f"on {volume.name}"] if volume else [])]

    def _volume(self, claim: Object) -> Object | None:
        """Return the volume that a claim is bound to."""
        for one in self.of("PersistentVolume"):
            bound = dig(one.spec, "claimRef", "name")
            if one.name == claim.spec.get("volumeName") or (bound is not None and bound == claim.name):
                return one
        return None

    # Links.

    def _selected(self, service: Object) -> list[tuple[str, str, str]]:
        selector = service.spec.get("selector")
        if not isinstance(selector, Map) or not selector:
            return []
        wanted = {str(key): str(value) for key, value in selector.items()}
        groups = [self._labelled.get((service.namespace, *item), []) for item in wanted.items()]
        likely = min(groups, key=len)
        return [key for key in likely if wanted.items() <= self.pods[key].labels.items()]

    @cached_property
    def _labelled(self) -> dict[tuple[str, str, str], list[tuple[str, str, str]]]:
        """The workloads by namespace and each of their labels."""
        found: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
        for key, pod in self.pods.items():
            for item in pod.labels.items():
                found.setdefault((key[1], *item), []).append(key)
        return found

    def _select(self, one: Object) -> None:
        own, at = self.ids[one.key], one.spec.place("selector")
        ports = [port.partition(":")[0] for port in _service_ports(one)]
        label = ", ".join(f":{port}" for port in ports[:2])
        selected = self._selected(one)
        for key in selected:
            self.draft.declare(own, self.ids[key], "selector", at, kind="request", label=label)
        if own in self.draft.parts and selected and self.ids[selected[0]] == own:
            facts = self.draft.parts[own].facts
            facts["ports"] = list(dict.fromkeys([*facts.get("ports", []), *_service_ports(one)]))
            if str(one.spec.get("clusterIP")) != "None":
                self.draft.parts[own].tags.append("balanced")  # the Service spreads requests over its pods
        if one.spec.get("selector") and not selected and not self.names_serving(one):
            self.report.not_understood(at, f"Service {one.name} selects no workload that is here")

    def names_serving(self, one: Object) -> bool:
        """Say whether a Service stands before something that an operator makes, as KServe and Ray do."""
        selector = one.spec.get("selector")
        keys = selector if isinstance(selector, Map) else {}
        return any(key.startswith(("serving.kserve.io", "ray.io", "seldon")) for key in keys)

    def find(self, host: str, namespace: str) -> str | None:
        """Return the part that a host name means for somebody in `namespace`."""
        parts = host.lower().rstrip(".").split(".")
        if len(parts) == 1:
            return self.names.get((namespace, parts[0]))
        if re.fullmatch(r".+-\d+", parts[0]) and len(parts) > 1 and (namespace, parts[1]) in self.names:
            return self.names[namespace, parts[1]]
        if len(parts) > 2 and parts[2] != "svc":
            return None
        space = "" if parts[1] == "default" else parts[1]
        if space == "svc":
            return self.names.get((namespace, parts[0]))
        return self.names.get((space, parts[0]))

    def refer(self, source: str, namespace: str, reference: Reference, said: str, at: Place) -> None:
        """Draw what a value names, or report the host that is not here."""
        target = self.find(reference.host, namespace)
        if target is not None:
            self.draft.infer(source, target, said, at, reference)
        elif reference.sure:
            self.draft.foreign(source, reference, said, at)

    def _refer(self, key: tuple[str, str, str], pod: PodTemplate) -> None:
        source = self.ids[key]
        for said in pod.references():
            if not said.known_only or self.find(said.reference.host, key[1]) is not None:
                self.refer(source, key[1], said.reference, said.text, said.at)
        for claim, at in pod.claims():
            target = self.ids.get(("PersistentVolumeClaim", key[1], claim))
            if target is not None:
                self.draft.declare(source, target, "volume", at, kind="data")
            else:
                self.report.not_understood(at, f"claim '{claim}' of {key[2]} is not here")

    def _scan(self, one: Object) -> None:
        for key, text in strings(one.spec):
            for reference in in_setting(key, text):
                if self.find(reference.host, one.namespace) not in (None, self.ids[one.key]):
                    self.refer(self.ids[one.key], one.namespace, reference, key, text.at)

    # Ways in.

    def _enter(self, one: Object) -> None:
        entries = [self.ids[one.key]] if one.key in self.ids else []
        entries = [id for key in self._gateways(one) if (id := self.ids.get(key))] or entries
        for service, label, at in _backends(one):
            target = self.find(str(service), one.namespace) or self._serving(str(service), one.namespace)
            for entry in entries:
                if target is not None:
                    self.draft.declare(
                        entry, target, f"{one.kind} {one.name}", at, kind="request", label=label
                    )
                else:
                    self.draft.foreign(entry, Reference(str(service), sure=True), f"{one.kind} rule", at)
        if one.key in self.ids and self.ids[one.key] in self.draft.parts and not self.raw:
            self.draft.open_to(self.ids[one.key], one.kind, one.at, _hosts(one))

    def _serving(self, name: str, namespace: str) -> str | None:
        return self.ids.get(("InferenceService", namespace, name))

    def _gateways(self, route: Object) -> list[tuple[str, str, str]]:
        """Return the Gateways here that a route belongs to."""
        if route.kind not in _ROUTES:
            return []
        wanted = [dig(parent, "name") for parent in many(route.spec.get("parentRefs"))]
        wanted += [str(name).rpartition("/")[2] for name in texts(route.spec.get("gateways"))]
        return [one.key for one in self.of("Gateway") if one.name in wanted]

    def _scale(self, one: Object) -> None:
        target = dig(one.spec, "scaleTargetRef", "name")
        kind = str(dig(one.spec, "scaleTargetRef", "kind") or "Deployment")
        key = (kind, one.namespace, str(target))
        low = dig(one.spec, "minReplicas") or dig(one.spec, "minReplicaCount") or "1"
        high = dig(one.spec, "maxReplicas") or dig(one.spec, "maxReplicaCount") or "100"
        if key not in self.ids:
            self.report.not_understood(one.at, f"{one} scales {kind} '{target}', which is not here")
            return
        part = self.draft.parts[self.ids[key]]
        part.said.append(f"scales {low} to {high}")
        part.tags.append("autoscaled")
        part.facts["scales"] = f"{low} to {high}"

    def _expose(self) -> None:
        for one in self.of("Service"):
            kind = str(one.spec.get("type") or "ClusterIP")
            if kind in ("LoadBalancer", "NodePort") and not _is_internal(one):
                at = one.spec.place("type")
                ports = [f":{port.partition(':')[0]}" for port in _service_ports(one)]
                self.draft.open_to(self.ids[one.key], f"type {kind}", at, ", ".join(ports[:2]))
        for key, pod in self.pods.items():
            for container in pod.containers():
                for port in many(container.get("ports")):
                    host = dig(port, "hostPort")
                    if isinstance(host, YamlText):
                        self.draft.open_to(self.ids[key], "hostPort", host.at, f":{host}")

    # Reading.

    def _template(self, one: Object) -> Any:
        return dig(one.body, *_TEMPLATES[one.kind])

    def _configuration(self, namespace: str) -> Callable[[str], Map | None]:
        return self._maps.get(namespace, {}).get

    @cached_property
    def _maps(self) -> dict[str, dict[str, Map]]:
        """The data of the ConfigMaps by namespace and name."""
        found: dict[str, dict[str, Map]] = {}
        for one in self.of("ConfigMap"):
            data = one.body.get("data")
            found.setdefault(one.namespace, {})[one.name] = data if isinstance(data, Map) else Map(at=one.at)
        return found


def _facts(one: Object, pod: PodTemplate) -> dict[str, Any]:
    """Return what a later state is compared with."""
    facts: dict[str, Any] = {}
    images = pod.images()
    if images:
        facts["image"] = images[0] if len(images) == 1 else images
    if pod.ports():
        facts["ports"] = pod.ports()
    return facts


def _service_ports(one: Object) -> list[str]:
    """Return the ports of a Service, `80:8080` where the target has another number."""
    found = []
    for port in many(one.spec.get("ports")):
        number, target = str(dig(port, "port") or ""), str(dig(port, "targetPort") or "")
        found.append(f"{number}:{target}" if target and target != number else number)
    return [port for port in found if port]


def _is_internal(one: Object) -> bool:
    """Say whether a cloud is asked for a balancer that only its own network reaches."""
    annotations = dig(one.body, "metadata", "annotations")
    if not isinstance(annotations, Map):
        return False
    return any(
        "internal" in f"{key} {value}".lower() and str(value).lower() not in ("false", "0.0.0.0/0")
        for key, value in annotations.items()
        if "load-balancer" in key
    )


def _backends(one: Object) -> Iterator[tuple[YamlText, str, Place]]:
    """Yield service, label and place of each rule that sends requests on."""
    for backend, path in _rules(one):
        name = dig(backend, "service", "name") or dig(backend, "serviceName") or dig(backend, "name")
        name = name or dig(backend, "destination", "host")
        if isinstance(name, YamlText):
            weight = dig(backend, "weight")
            share = f"{weight} %" if weight and str(weight) not in ("1", "100") else ""
            yield name, " ".join(part for part in (_path(path), _port(backend), share) if part), name.at


def _rules(one: Object) -> Iterator[tuple[Any, str]]:
    default = one.spec.get("defaultBackend") or one.spec.get("backend")
    if default is not None:
        yield default, ""
    for rule in many(one.spec.get("rules")):
        for item in many(dig(rule, "http", "paths")):
            yield dig(item, "backend"), str(dig(item, "path") or "")
        for backend in many(dig(rule, "backendRefs")):
            yield backend, str(dig(next(iter(many(dig(rule, "matches"))), None), "path", "value") or "")
    for route in many(one.spec.get("routes")):
        for service in many(dig(route, "services")):
            yield service, ""
    for kind in ("http", "tcp", "tls"):
        for rule in many(one.spec.get(kind)):
            uri = dig(next(iter(many(dig(rule, "match"))), None), "uri")
            path = next(iter(uri.values()), "") if isinstance(uri, Map) else ""
            for route in many(dig(rule, "route")):
                yield route, str(path)


def _path(path: str) -> str:
    """Return a path without the patterns in it.

    >>> _path("/tf(/|$)(.*)"), _path("/")
    ('/tf', '')
    """
    plain = re.split(r"[(*^$\[]", path)[0].rstrip("/.")
    return plain if len(plain) > 1 else ""


def _port(backend: Any) -> str:
    port = dig(backend, "service", "port", "number") or dig(backend, "service", "port", "name")
    port = port or dig(backend, "servicePort") or dig(backend, "port")
    port = port if isinstance(port, YamlText) else dig(backend, "destination", "port", "number")
    return f":{port}" if port is not None else ""


def _hosts(one: Object) -> str:
    """Return what users call: the hosts of an entry, else the protocol."""
    hosts = [dig(rule, "host") for rule in many(one.spec.get("rules"))]
    hosts += [dig(listener, "hostname") for listener in many(one.spec.get("listeners"))]
    hosts += [*texts(one.spec.get("hostnames")), *texts(one.spec.get("hosts"))]
    said = list(dict.fromkeys(str(host) for host in hosts if host and host != "*"))
    if said:
        return said[0] if len(said) == 1 else f"{said[0]} and {len(said) - 1} more"
    secure = one.spec.get("tls") is not None or "HTTPS" in [
        dig(listener, "protocol") for listener in many(one.spec.get("listeners"))
    ]
    return "HTTPS" if secure else "HTTP"
