"""Hold a Kubernetes object with its kind, name, namespace and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mlarch.documents.yaml_stream import Map, Place
from mlarch.importers.kubernetes.values import as_map

__all__ = ["KubernetesObject", "ObjectKey"]


class ObjectKey(NamedTuple):
    """The identity of an object; the namespace `default` is ''."""

    kind: str
    namespace: str
    name: str


@dataclass
class KubernetesObject:
    """An object; `group` is its API group without version."""

    key: ObjectKey
    group: str
    body: Map
    at: Place

    @property
    def kind(self) -> str:
        return self.key.kind

    @property
    def name(self) -> str:
        return self.key.name

    @property
    def namespace(self) -> str:
        return self.key.namespace

    @property
    def spec(self) -> Map:
        return as_map(self.body.get("spec"), self.at)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
