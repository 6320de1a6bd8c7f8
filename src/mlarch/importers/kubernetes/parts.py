"""Add a part to the draft for each drawn Kubernetes object."""

from __future__ import annotations

from typing import Any

from mlarch import catalog
from mlarch.importers.kubernetes.kinds import (
    AUTOSCALERS,
    CLAIM,
    CONFIGURATION,
    ENTRIES,
    ROUTES,
    SERVICE,
    SERVING,
    TECHNOLOGIES,
)
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.selectors import Selectors
from mlarch.importers.kubernetes.services import add_service
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig, maps_in, whole_number

__all__ = ["add_parts"]

_BATCH = ("Job", "CronJob")
_KUSTOMIZE = (
    "a Kustomization; its patches are not applied: 'kubectl kustomize DIR | mlarch import kubernetes -'"
)


def add_parts(state: KubernetesImport, selectors: Selectors) -> None:
    """Add every drawn object but the serving resources, and report the hidden ones."""
    for object in state.objects:
        if not state.is_drawn(object):
            _hide(state, object)
        elif object.key in state.pods:
            _add_workload(state, object, state.pods[object.key])
        elif object.kind == SERVICE:
            add_service(state, object, selectors)
        elif object.kind in ENTRIES:
            technology = "ingress" if object.kind == "Ingress" else "gateway-api"
            state.add_part(object, technology=technology, role="ingress")
        elif object.kind == CLAIM:
            _add_claim(state, object)
        elif object.kind not in SERVING:
            _add_plain(state, object)


def _hide(state: KubernetesImport, object: KubernetesObject) -> None:
    kind = object.kind
    if kind in CONFIGURATION:
        kind = "ConfigMap, read as evidence"
    elif kind in AUTOSCALERS:
        kind = "autoscaler, shown on its workload"
    elif kind in ROUTES:
        kind = f"{kind}, shown on its Gateway"
    state.report.hide(kind, object.name, object.at)
    if object.kind == "Kustomization" and object.group.startswith("kustomize"):
        state.report.not_understood(object.at, _KUSTOMIZE)


def _add_workload(state: KubernetesImport, workload: KubernetesObject, pod: PodTemplate) -> None:
    spec, kind = workload.spec, workload.kind
    technology = pod.technology(workload.name)
    part = state.add_part(workload)
    part.technology = technology or catalog.resolve(TECHNOLOGIES.get(kind, "deployment"))
    if kind in _BATCH:
        part.role = catalog.role_of(catalog.resolve(TECHNOLOGIES[kind]))
    if kind in TECHNOLOGIES and technology:
        part.remarks.append(kind)
    if kind == "CronJob" and spec.get("schedule"):
        part.remarks.append(f"at {spec['schedule']}")
    part.remarks += pod.remarks()
    part.replicas = whole_number(spec.get("replicas"))
    part.facts = _facts(pod)
    _report_details(state, workload, pod)


def _report_details(state: KubernetesImport, workload: KubernetesObject, pod: PodTemplate) -> None:
    for container in pod.init_containers:
        state.report.hide("init container", f"{workload.name}/{container.get('name')}", container.at)
    for template in maps_in(workload.spec.get("volumeClaimTemplates")):
        name = dig(template, "metadata", "name")
        state.report.hide("volume of each replica", f"{workload.name}/{name}", workload.at)
    for name, at in pod.missing_configuration():
        message = f"ConfigMap '{name}' of {workload.name} is not in these files: nothing is drawn from it"
        state.report.not_understood(at, message)


def _add_claim(state: KubernetesImport, claim: KubernetesObject) -> None:
    part = state.add_part(claim, technology="persistent-volume-claim", role="file-store")
    size = dig(claim.spec, "resources", "requests", "storage")
    volume = _volume_of(state, claim)
    part.remarks += [str(size)] if size else []
    part.remarks += [f"on {volume.name}"] if volume else []


def _volume_of(state: KubernetesImport, claim: KubernetesObject) -> KubernetesObject | None:
    """Return the volume that a claim is bound to."""
    for volume in state.of_kind("PersistentVolume"):
        bound = dig(volume.spec, "claimRef", "name")
        if volume.name == claim.spec.get("volumeName") or (bound is not None and bound == claim.name):
            return volume
    return None


def _add_plain(state: KubernetesImport, object: KubernetesObject) -> None:
    part = state.add_part(object, technology="crd")
    part.remarks.append(object.kind)
    if state.is_unknown(object):
        message = f"unknown kind '{object.kind}': '{object.name}' is drawn as a plain node"
        state.report.not_understood(object.at, message)


def _facts(pod: PodTemplate) -> dict[str, Any]:
    """Return the deployed values, to compare them with a later import."""
    facts: dict[str, Any] = {}
    if pod.images:
        facts["image"] = pod.images[0] if len(pod.images) == 1 else pod.images
    if pod.ports:
        facts["ports"] = pod.ports
    return facts
