"""Add clusters of serving resources, and the links to the stores of their models."""

from __future__ import annotations

import re

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, YamlText
from mlarch.importers.kubernetes.kinds import CLAIM
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig
from mlarch.importers.references import Reference

__all__ = ["add_cluster", "link_model_store"]

_STORAGE_URI = re.compile(r"([a-z0-9+-]+)://([^/\s]+)(?:/(\S*))?")


def add_cluster(
    state: KubernetesImport, object: KubernetesObject, *, technology: str, description: str
) -> str:
    """Add a cluster for the parts of a serving resource and return its id."""
    id = state.ids[object.key]
    return state.draft.add_cluster(
        id,
        label=object.name,
        technology=catalog.resolve(technology),
        cluster=state.namespace_of.get(id, ""),
        description=description,
    )


def link_model_store(state: KubernetesImport, id: str, object: KubernetesObject, settings: Map) -> None:
    """Link a model server to the volume claim or store of its model."""
    uri = settings.get("storageUri") or settings.get("modelUri") or dig(settings, "storage", "path")
    match = _STORAGE_URI.match(uri) if isinstance(uri, YamlText) else None
    if match is None:
        return
    scheme, host = match[1], match[2]
    claim = state.ids.get(ObjectKey(CLAIM, object.namespace, host))
    if scheme == "pvc" and claim is not None:
        state.draft.declare(id, claim, "storageUri", uri.at, kind="data")
    else:
        reference = Reference(host, scheme=scheme, sure=True)
        state.draft.refer_outside(id, reference, "storageUri", uri.at)
