"""Continue an architecture inside a recording: its parts become live, and can be changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import diagrams

from mlarch import catalog
from mlarch.errors import RecordingError, UnknownNameError, did_you_mean
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.recording import language
from mlarch.recording.draft import Draft, Link, RecordedPart
from mlarch.recording.location import caller
from mlarch.recording.parts import open_cluster
from mlarch.recording.session import item_of, open_draft

__all__ = ["Base", "extend"]

_ALSO = ("summary", "source", "credit", "evidence", "reviewed", "provider", "pros", "cons", "tags")


def extend(architecture: Architecture, *, also: Iterable[str] = ()) -> Base:
    """Replay an architecture into the open recording and return it for changes.

    Nodes, clusters, edges, flows, notes and tag styles come along; `also` names further fields, such
    as `pros` or `source`, for where the builder gives none. What has no cluster goes into the cluster
    whose block is open.

    Raises:
        RecordingError: where nothing is being recorded or an id is taken.
        UnknownNameError: where `also` names what cannot be brought.
    """
    draft = open_draft("extend()")
    for name in also:
        if name not in _ALSO:
            raise UnknownNameError(f"{caller()}: extend() cannot bring '{name}'.{did_you_mean(name, _ALSO)}")
    draft.extra.update({name: getattr(architecture, name) for name in also})
    draft.notes += architecture.notes
    draft.styles.update(architecture.styles)
    return Base(architecture, draft)


class Base:
    """An architecture that was replayed: `base["id"]` is live, good for `>>` and for `with`."""

    def __init__(self, architecture: Architecture, draft: Draft) -> None:
        self._name, self._draft = architecture.name, draft
        self._items: dict[str, RecordedPart] = {}
        self._links: dict[str, Link] = {}
        self._replay(architecture)

    def __getitem__(self, id: str) -> Any:
        """Return the node or cluster of that id.

        Raises:
            UnknownNameError: where there is none.
        """
        return _live(self._find(id))

    def __contains__(self, id: object) -> bool:
        return id in self._items or id in self._links

    def remove(self, *ids: str) -> None:
        """Remove nodes, clusters and edges (by document key); edges of what is removed go with it.

        Raises:
            UnknownNameError: where one does not exist.
            RecordingError: where something remains inside a removed cluster.
        """
        gone: set[RecordedPart | Link] = {self._any(id) for id in ids}
        inside = [item for item in self._draft.items if item.cluster in gone and item not in gone]
        if inside:
            raise RecordingError(
                [f"{caller()}: cluster '{_cluster_name(item)}' still holds '{item.name}'" for item in inside]
            )
        self._draft.drop(gone)
        self._items = {id: item for id, item in self._items.items() if item not in gone}
        self._links = {key: link for key, link in self._links.items() if link in self._draft.links}

    def change(self, id: str, **fields: Any) -> None:
        """Change fields of a node, cluster or edge; `cluster=` moves it.

        Raises:
            UnknownNameError: where it does not exist or has no such field.
        """
        part = self._any(id)
        self._check_fields(id, part, fields)
        if "cluster" in fields:
            self.move(id, fields.pop("cluster"))
        if "technology" in fields:
            fields["technology"] = _technology(fields["technology"])
        part.fields.update(fields)

    def move(self, id: str, cluster: object = None) -> None:
        """Move a node or cluster into a cluster, given as it is or by id; into none without one.

        Raises:
            UnknownNameError: where either does not exist.
            RecordingError: where it would stand inside itself.
        """
        item, target = self._find(id), self._cluster(cluster)
        around = target
        while around is not None:
            if around is item:
                raise RecordingError(f"{caller()}: '{id}' cannot stand inside itself")
            around = around.cluster
        item.cluster = target

    def _replay(self, arch: Architecture) -> None:
        around = open_cluster(self._draft)
        parts: list[Node | ClusterData] = [*arch.clusters.values(), *arch.nodes.values()]
        for part in parts:
            fields = _fields(part, "id", "cluster")
            item = RecordedPart(self._draft, type(part), part.id, caller(), part.id, around, fields)
            self._items[part.id] = self._draft.add(item)
        for part in parts:
            if part.cluster:
                self._items[part.id].cluster = self._items[part.cluster]
        for key, edge in arch.edges.items():
            ends = self._items[edge.source], self._items[edge.target]
            self._links[key] = Link(*ends, _fields(edge, "id", "source", "target"), key)
        self._draft.links += self._links.values()
        for name, path in arch.flows.items():
            self._draft.inherited[name] = tuple(self._items[id] for id in path)

    def _find(self, id: str) -> RecordedPart:
        return self._items.get(id) or self._refuse(id, self._items)

    def _any(self, id: str) -> RecordedPart | Link:
        return self._links.get(id) or self._items.get(id) or self._refuse(id, [*self._items, *self._links])

    def _refuse(self, id: str, known: Iterable[str]) -> NoReturn:
        raise UnknownNameError(f"{caller()}: '{id}' is not in '{self._name}'.{did_you_mean(id, known)}")

    def _cluster(self, cluster: object) -> RecordedPart | None:
        if cluster is None or cluster == "":
            return None
        item = item_of(cluster) or self._find(str(cluster))
        if item.shape is not ClusterData:
            raise RecordingError(f"{caller()}: '{item.name}' is not a cluster")
        return item

    def _check_fields(self, id: str, part: RecordedPart | Link, fields: Mapping[str, Any]) -> None:
        shape = part.shape if isinstance(part, RecordedPart) else EdgeData
        allowed = _names(shape, "id", "source", "target")
        unknown = [
            f"{caller()}: {shape.__name__.lower()} '{id}' has no field '{name}'.{did_you_mean(name, allowed)}"
            for name in fields
            if name not in allowed
        ]
        if unknown:
            raise UnknownNameError(unknown)


def _fields(part: Any, *without: str) -> dict[str, Any]:
    return {name: getattr(part, name) for name in _names(part, *without)}


def _names(shape: Any, *without: str) -> list[str]:
    return [field.name for field in dataclasses.fields(shape) if field.name not in without]


def _live(item: RecordedPart) -> Any:
    """Return an object of `diagrams` for a part that came out of an architecture."""
    cls = diagrams.Node if item.shape is Node else language.Cluster
    live = cls.__new__(cls)
    live.label, live._mlarch_item, live._id = item.fields["label"], item, item.id
    live._diagram, live._cluster = diagrams.getdiagram(), None
    live.depth = 0  # diagrams asks the surrounding cluster for it
    return live


def _technology(technology: object) -> str:
    if isinstance(technology, type):
        return catalog.path_of(technology)
    return catalog.resolve(str(technology)) if technology else ""


def _cluster_name(item: RecordedPart) -> str:
    return item.cluster.name if item.cluster else ""
