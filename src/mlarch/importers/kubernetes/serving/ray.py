"""Add the clusters of Ray: the head and its groups of workers."""

from __future__ import annotations

from typing import Any

from mlarch.documents.yaml_stream import Map
from mlarch.importers.draft import usable_id
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.kubernetes.links import add_pod_references
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.serving.parts import add_cluster
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig, maps_in, whole_number

__all__ = ["add_ray"]

_HEAD_SERVICES = ("-head-svc", "-serve-svc", "")


def add_ray(state: KubernetesImport, object: KubernetesObject) -> None:
    """Add a RayCluster, or that of a RayService or RayJob."""
    spec = _cluster_spec(object)
    cluster = add_cluster(state, object, technology="ray", description=object.kind)
    head = f"{state.ids[object.key]}-head"
    role = "model-endpoint" if object.kind == "RayService" else "distributed-compute"
    _add_group(state, object, head, "head", spec.get("headGroupSpec"), role, cluster)
    for group in maps_in(spec.get("workerGroupSpecs")):
        _add_workers(state, object, group, cluster, head, is_autoscaled=_is_autoscaled(spec))
    for suffix in _HEAD_SERVICES:
        state.hosts[object.namespace, f"{object.name}{suffix}".lower()] = head


def _cluster_spec(object: KubernetesObject) -> Map:
    spec = object.spec
    for key in ("rayClusterConfig", "rayClusterSpec"):
        spec = spec[key] if isinstance(spec.get(key), Map) else spec
    return spec


def _is_autoscaled(spec: Map) -> bool:
    return str(spec.get("enableInTreeAutoscaling")).lower() == "true"


def _add_workers(
    state: KubernetesImport,
    object: KubernetesObject,
    group: Map,
    cluster: str,
    head: str,
    *,
    is_autoscaled: bool,
) -> None:
    name = usable_id(str(group.get("groupName") or "workers"))
    id = f"{state.ids[object.key]}-{name}"
    part = _add_group(state, object, id, name, group, "distributed-compute", cluster)
    replicas, low, high = (group.get(key) for key in ("replicas", "minReplicas", "maxReplicas"))
    part.replicas = max(1, whole_number(replicas or low))
    if high is not None and str(high) != str(replicas) and is_autoscaled:
        part.autoscale(low or 0, high)
    state.draft.declare(id, head, "workerGroupSpecs", group.at, kind="depends")


def _add_group(
    state: KubernetesImport,
    object: KubernetesObject,
    id: str,
    name: str,
    group: Any,
    role: str,
    cluster: str,
) -> ImportedPart:
    pod = PodTemplate(dig(group, "template"), getattr(group, "at", object.at))
    part = state.add_part(object, id, technology="ray", role=role)
    part.label, part.cluster = name, cluster
    part.remarks += pod.remarks()
    if pod.images:
        part.facts["image"] = pod.images[0]
    add_pod_references(state, id, object.namespace, pod)
    return part
