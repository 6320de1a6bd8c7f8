"""Extend an architecture inside a recording: add, change and remove parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import diagrams

from mlarch import catalog
from mlarch.errors import RecordingError, UnknownNameError, did_you_mean
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.recording.cluster import Cluster
from mlarch.recording.draft import Draft, RecordedEdge, RecordedPart
from mlarch.recording.location import caller
from mlarch.recording.parts import open_cluster
from mlarch.recording.session import open_draft, part_of

__all__ = ["Base", "extend"]

_OPTIONAL = ("summary", "source", "credit", "evidence", "reviewed", "provider", "pros", "cons", "tags")
_ELEMENTS: Mapping[type, str] = {Node: "node", ClusterData: "cluster", EdgeData: "edge"}


def extend(architecture: Architecture, *, also: Iterable[str] = ()) -> Base:
    """Replay an architecture into the open recording and return it for changes.

    Nodes, clusters, edges, flows, notes and tag styles are copied. `also` names further fields to
    copy, such as `pros` or `source`, unless the builder sets them. Parts without a cluster are put
    into the cluster whose block is open.

    Raises:
        RecordingError: if nothing is being recorded or an id is taken.
        UnknownNameError: if a field named in `also` cannot be copied.
    """
    draft = open_draft("extend()")
    for name in also:
        if name not in _OPTIONAL:
            suggestion = did_you_mean(name, _OPTIONAL)
            raise UnknownNameError(f"{caller()}: extend() cannot copy '{name}'.{suggestion}")
    draft.inherited_fields.update({name: getattr(architecture, name) for name in also})
    draft.notes += architecture.notes
    draft.styles.update(architecture.styles)
    return Base(architecture, draft)


class Base:
    """A replayed architecture; `base["id"]` is a node or cluster for `>>` and `with`."""

    def __init__(self, architecture: Architecture, draft: Draft) -> None:
        self._name, self._draft = architecture.name, draft
        self._parts: dict[str, RecordedPart] = {}
        self._edges: dict[str, RecordedEdge] = {}
        self._replay(architecture)

    def __getitem__(self, id: str) -> Any:
        """Return the node or cluster with this id.

        Raises:
            UnknownNameError: if there is none.
        """
        return _live(self._part(id))

    def __contains__(self, id: object) -> bool:
        return id in self._parts or id in self._edges

    def remove(self, *ids: str) -> None:
        """Remove nodes and clusters with their edges, and edges by document key.

        Raises:
            UnknownNameError: if one does not exist.
            RecordingError: if a removed cluster is not empty.
        """
        removed: set[RecordedPart | RecordedEdge] = {self._part_or_edge(id) for id in ids}
        inside = [part for part in self._draft.parts if part.cluster in removed and part not in removed]
        if inside:
            raise RecordingError(
                [f"{caller()}: cluster '{_cluster_name(part)}' still holds '{part.name}'" for part in inside]
            )
        self._draft.drop(removed)
        self._parts = {id: part for id, part in self._parts.items() if part not in removed}
        self._edges = {key: edge for key, edge in self._edges.items() if edge in self._draft.edges}

    def change(self, id: str, **fields: Any) -> None:
        """Change fields of a node, cluster or edge; `cluster=` moves it.

        Raises:
            UnknownNameError: if it does not exist or has no such field.
        """
        part = self._part_or_edge(id)
        self._check_fields(id, part, fields)
        if "cluster" in fields:
            self.move(id, fields.pop("cluster"))
        if "technology" in fields:
            fields["technology"] = _technology(fields["technology"])
        part.fields.update(fields)

    def move(self, id: str, cluster: object = None) -> None:
        """Move a node or cluster into a cluster (object or id), or out of all clusters.

        Raises:
            UnknownNameError: if either does not exist.
            RecordingError: if the target is no cluster, or is inside the cluster to move.
        """
        part, target = self._part(id), self._cluster(cluster)
        outer = target
        while outer is not None:
            if outer is part:
                raise RecordingError(f"{caller()}: '{id}' cannot be inside itself")
            outer = outer.cluster
        part.cluster = target

    def _replay(self, arch: Architecture) -> None:
        outer = open_cluster(self._draft)
        elements: list[Node | ClusterData] = [*arch.clusters.values(), *arch.nodes.values()]
        for element in elements:
            fields = _fields(element, "id", "cluster")
            part = RecordedPart(self._draft, type(element), element.id, caller(), element.id, outer, fields)
            self._parts[element.id] = self._draft.add(part)
        for element in elements:
            if element.cluster:
                self._parts[element.id].cluster = self._parts[element.cluster]
        for key, edge in arch.edges.items():
            ends = self._parts[edge.source], self._parts[edge.target]
            self._edges[key] = RecordedEdge(*ends, _fields(edge, "id", "source", "target"), key)
        self._draft.edges += self._edges.values()
        for name, path in arch.flows.items():
            self._draft.inherited_flows[name] = tuple(self._parts[id] for id in path)

    def _part(self, id: str) -> RecordedPart:
        return self._parts.get(id) or self._raise_unknown(id, self._parts)

    def _part_or_edge(self, id: str) -> RecordedPart | RecordedEdge:
        known: dict[str, RecordedPart | RecordedEdge] = {**self._parts, **self._edges}
        return known.get(id) or self._raise_unknown(id, known)

    def _raise_unknown(self, id: str, known: Iterable[str]) -> NoReturn:
        raise UnknownNameError(f"{caller()}: '{id}' is not in '{self._name}'.{did_you_mean(id, known)}")

    def _cluster(self, cluster: object) -> RecordedPart | None:
        if cluster is None or cluster == "":
            return None
        part = part_of(cluster) or self._part(str(cluster))
        if part.shape is not ClusterData:
            raise RecordingError(f"{caller()}: '{part.name}' is not a cluster")
        return part

    def _check_fields(self, id: str, part: RecordedPart | RecordedEdge, fields: Mapping[str, Any]) -> None:
        shape = part.shape if isinstance(part, RecordedPart) else EdgeData
        allowed = _names(shape, "id", "source", "target")
        unknown = [
            f"{caller()}: {_ELEMENTS[shape]} '{id}' has no field '{name}'.{did_you_mean(name, allowed)}"
            for name in fields
            if name not in allowed
        ]
        if unknown:
            raise UnknownNameError(unknown)


def _fields(part: Any, *without: str) -> dict[str, Any]:
    return {name: getattr(part, name) for name in _names(part, *without)}


def _names(shape: Any, *without: str) -> list[str]:
    return [field.name for field in dataclasses.fields(shape) if field.name not in without]


def _live(part: RecordedPart) -> Any:
    """Return an object of `diagrams` for a replayed node or cluster."""
    cls = diagrams.Node if part.shape is Node else Cluster
    live = cls.__new__(cls)
    live.label, live._mlarch_part, live._id = part.fields["label"], part, part.id
    live._diagram, live._cluster = diagrams.getdiagram(), None
    live.depth = 0  # read by the clusters inside
    return live


def _technology(technology: object) -> str:
    if isinstance(technology, type):
        return catalog.path_of(technology)
    return catalog.resolve(str(technology)) if technology else ""


def _cluster_name(part: RecordedPart) -> str:
    return part.cluster.name if part.cluster else ""
