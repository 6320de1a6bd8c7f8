"""Add the InferenceServices of KServe: predictor, transformer and explainer."""

from __future__ import annotations

from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.kubernetes.links import add_pod_references
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.serving.frameworks import FRAMEWORKS
from mlarch.importers.kubernetes.serving.parts import add_cluster, link_model_store
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import as_map, dig, whole_number

__all__ = ["add_inference_service"]

_COMPONENTS = ("transformer", "explainer", "predictor")
_NOT_FRAMEWORKS = (
    "containers",
    "model",
    "workerSpec",
    "tolerations",
    "volumes",
    "affinity",
    "logger",
    "batcher",
)


def add_inference_service(state: KubernetesImport, service: KubernetesObject) -> None:
    """Add one part for a single predictor, else a cluster of components."""
    components = [name for name in _COMPONENTS if isinstance(service.spec.get(name), Map)]
    id = state.ids[service.key]
    if components in ([], ["predictor"]):
        _add_component(state, service, id, "predictor")
        entry = id
    else:
        cluster = add_cluster(state, service, technology="kserve", description="InferenceService")
        for name in components:
            _add_component(state, service, f"{id}-{name}", name, cluster)
        _link_predictor(state, service, components)
        entry = f"{id}-{components[0]}"
    _add_hosts(state, service, components, entry)


def _link_predictor(state: KubernetesImport, service: KubernetesObject, components: list[str]) -> None:
    id = state.ids[service.key]
    for name in components[:-1] if "predictor" in components else ():
        at = service.spec.place(name)
        state.draft.declare(f"{id}-{name}", f"{id}-predictor", name, at, kind="request")


def _add_hosts(state: KubernetesImport, service: KubernetesObject, components: list[str], entry: str) -> None:
    """Add the names of the Services that KServe creates."""
    id = state.ids[service.key]
    state.hosts[service.namespace, service.name.lower()] = entry
    for name in components:
        part = f"{id}-{name}" if f"{id}-{name}" in state.draft.parts else entry
        for host in (f"{service.name}-{name}", f"{service.name}-{name}-default"):
            state.hosts[service.namespace, host.lower()] = part


def _add_component(
    state: KubernetesImport, service: KubernetesObject, id: str, name: str, cluster: str = ""
) -> None:
    spec = as_map(service.spec.get(name), service.at)
    pod = PodTemplate(Map({"spec": spec}, at=spec.at), spec.at)
    framework, model = _framework(spec)
    part = state.add_part(service, id, role="app" if name == "transformer" else "model-endpoint")
    part.technology = _technology(framework, pod, service.name)
    part.cluster = cluster or part.cluster
    part.facts = _facts(pod, model)
    part.remarks += [] if cluster else ["KServe"]
    _add_canary(state, service, part, spec)
    part.remarks += _container_pod(model).remarks()[:1]
    part.remarks += pod.remarks()
    low, high = spec.get("minReplicas"), spec.get("maxReplicas")
    if high is not None:
        part.autoscale(low or 1, high)
    else:
        part.replicas = max(1, whole_number(low))
    link_model_store(state, id, service, model)
    add_pod_references(state, id, service.namespace, pod)


def _add_canary(state: KubernetesImport, service: KubernetesObject, part: ImportedPart, spec: Map) -> None:
    share = spec.get("canaryTrafficPercent")
    if share is not None:
        part.remarks.append(f"canary: {share} % of requests")
        part.facts["canary"] = str(share)
        state.report.notes.append(
            f"{share.at.short}: {service.name} gets {share} % of requests; the rest goes to the previous "
            "revision, which is not in these files"
        )


def _technology(framework: str, pod: PodTemplate, name: str) -> str:
    by_framework = catalog.resolve(FRAMEWORKS.get(framework, "kserve")) if framework else ""
    return by_framework or pod.technology(name) or catalog.resolve("kserve")


def _framework(spec: Map) -> tuple[str, Map]:
    """Return the framework of a component, '' if it has none, and its settings."""
    model = spec.get("model")
    if isinstance(model, Map):
        return str(dig(model, "modelFormat", "name") or "").lower() or "kserve", model
    for key, value in spec.items():
        is_framework = key in FRAMEWORKS or (isinstance(value, Map) and "storageUri" in value)
        if isinstance(value, Map) and is_framework and key not in _NOT_FRAMEWORKS:
            return key, value
    return "", spec


def _container_pod(container: Map) -> PodTemplate:
    spec = Map({"containers": [container]}, at=container.at)
    return PodTemplate(Map({"spec": spec}, at=container.at), container.at)


def _facts(pod: PodTemplate, model: Map) -> dict[str, Any]:
    """Return the deployed values, to compare them with a later import."""
    facts: dict[str, Any] = {}
    images = pod.images or ([str(model["image"])] if model.get("image") else [])
    if images:
        facts["image"] = images[0]
    if model.get("storageUri") is not None:
        facts["model"] = str(model["storageUri"])
    return facts
