"""Assign ids to the drawn objects; a Service shares the id of its workload."""

from __future__ import annotations

from mlarch.importers.draft import usable_id
from mlarch.importers.kubernetes.kinds import ID_ORDER
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.selectors import Selectors
from mlarch.importers.kubernetes.state import KubernetesImport

__all__ = ["assign_ids"]


def assign_ids(state: KubernetesImport, selectors: Selectors) -> None:
    drawn = [object for object in state.objects if state.is_drawn(object)]
    namespaces: dict[str, str] = {}
    for object in sorted(drawn, key=_order):
        workload = selectors.workload_of(object) if not state.raw else None
        if workload is not None:
            state.ids[object.key] = state.ids[workload]
        else:
            id = _free_id(object, namespaces)
            namespaces[id] = object.namespace
            state.ids[object.key] = id
    for object in drawn:
        cluster = state.add_namespace(object.namespace)
        if state.ids[object.key] not in state.draft.clusters:
            state.namespace_of[state.ids[object.key]] = cluster


def _order(object: KubernetesObject) -> int:
    return ID_ORDER.index(object.kind) if object.kind in ID_ORDER else len(ID_ORDER)


def _free_id(object: KubernetesObject, namespaces: dict[str, str]) -> str:
    """Return the name as an id, with namespace or kind if it is taken.

    `namespaces` has the namespace of each taken id.
    """
    id = usable_id(object.name)
    if namespaces.get(id, object.namespace) != object.namespace:
        id = usable_id(f"{object.namespace or 'default'}/{object.name}")
    if id in namespaces:
        id = usable_id(f"{id}-{object.kind.lower()}")
    while id in namespaces:
        id = f"{id}-2"
    return id
