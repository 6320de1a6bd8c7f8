"""Hold an architecture while it is recorded, before all parts have ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.errors import RecordingError
from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key
from mlarch.recording.arguments import unknown_keywords
from mlarch.recording.ignored_attributes import ignored_messages
from mlarch.recording.location import CodePlace, caller

__all__ = ["Draft", "PendingEdge", "RecordedEdge", "RecordedPart"]


@dataclass(eq=False)
class RecordedPart:
    """A node or a cluster.

    If no `id` is written, it is made from `base`. `graph_name` is the name of a cluster in the
    attributes `lhead` and `ltail` of an edge.
    """

    draft: Draft
    shape: type[Node] | type[ClusterData]
    base: str
    place: CodePlace
    id: str = ""
    cluster: RecordedPart | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    hidden: bool = False
    graph_name: str = ""

    @property
    def name(self) -> str:
        """The name in messages."""
        return self.id or self.fields.get("label") or self.base


@dataclass(eq=False)
class RecordedEdge:
    """An edge; `key` is its document key, if known, and a hidden edge is a spacer."""

    source: RecordedPart
    target: RecordedPart
    fields: dict[str, Any]
    key: str = ""
    hidden: bool = False


@dataclass(eq=False)
class PendingEdge:
    """An edge with a source and no target yet: `a >> Edge(...)`."""

    place: CodePlace
    description: str
    reached: bool = False


class Draft:
    """An open recording.

    The draft of an unchanged `diagrams` script is lenient: it reports as a warning what is an error
    in any other draft.
    """

    def __init__(self, *, lenient: bool = False, merge: bool = False) -> None:
        self.lenient = lenient
        self.merge = merge
        self.closed = False
        self.parts: list[RecordedPart] = []
        self.edges: list[RecordedEdge] = []
        self.pending: list[PendingEdge] = []
        self.flows: dict[str, tuple[RecordedPart | str, ...]] = {}
        self.inherited_flows: dict[str, tuple[RecordedPart, ...]] = {}
        self.notes: list[str] = []
        self.styles: dict[str, Any] = {}
        self.inherited_fields: dict[str, Any] = {}
        self.warnings: list[str] = []
        self.faults: list[str] = []
        self.ignored: dict[str, str] = {}
        self._defaults: Mapping[str, Mapping[str, Any]] = {}
        self._unknown: set[str] = set()
        self._by_id: dict[str, RecordedPart] = {}
        self._by_nodeid: dict[str, RecordedPart] = {}

    # Recording.

    def add(self, part: RecordedPart, *, nodeid: object = None) -> RecordedPart:
        """Add a node or cluster; `nodeid` is the free-form id of `diagrams`.

        Raises:
            RecordingError: if the id is taken or the draft is closed.
        """
        if self.closed:
            raise RecordingError(f"{caller()}: '{part.name}' is added after its diagram was closed")
        self.assign_id(part, part.id)
        if nodeid is not None:
            self._claim(self._by_nodeid, part, str(nodeid))
        self.parts.append(part)
        return part

    def assign_id(self, part: RecordedPart, id: str) -> None:
        """Give a part the id that the code writes for it, if any.

        Raises:
            RecordingError: if the id is taken.
        """
        if id:
            self._claim(self._by_id, part, id)
            part.id = id

    def _claim(self, owners: dict[str, RecordedPart], part: RecordedPart, id: str) -> None:
        owner = owners.setdefault(id, part)
        if owner is not part:
            raise RecordingError(f"{part.place}: id '{id}' is used twice, first at {owner.place}")

    def connect(
        self, source: RecordedPart, target: RecordedPart, fields: Mapping[str, Any], *, hidden: bool = False
    ) -> None:
        """Add an edge.

        Raises:
            RecordingError: if the ends are in two diagrams or the draft is closed. A lenient draft
                warns, since `diagrams` draws nothing then.
        """
        problem = self._connection_problem(source, target)
        if problem and not self.lenient:
            raise RecordingError(f"{caller()}: {problem}")
        if problem:
            self.warn(f"{problem}: not drawn")
        else:
            self.edges.append(RecordedEdge(source, target, dict(fields), hidden=hidden))

    def _connection_problem(self, source: RecordedPart, target: RecordedPart) -> str:
        ends = f"'{source.name}' to '{target.name}'"
        if source.draft is not target.draft:
            return f"an edge from {ends} joins two diagrams"
        return f"an edge from {ends} is drawn after its diagram was closed" if self.closed else ""

    def expect_target(self, description: str) -> PendingEdge:
        """Remember an edge without a target, which must get one before the draft closes."""
        self.pending.append(PendingEdge(caller(), description))
        return self.pending[-1]

    def drop(self, dropped: Collection[RecordedPart | RecordedEdge]) -> None:
        """Remove nodes and clusters with their edges and ids, and single edges."""
        self.parts = [part for part in self.parts if part not in dropped]
        self.edges = [edge for edge in self.edges if {edge, edge.source, edge.target}.isdisjoint(dropped)]
        self._by_id = {id: part for id, part in self._by_id.items() if part not in dropped}

    # Reporting.

    def warn(self, message: str) -> None:
        """Report a loss, with the line of the user's code."""
        self.warnings.append(f"{caller()}: {message}")

    def fault(self, message: str) -> None:
        """Report an error, with the line of the user's code, to raise on closing."""
        self.faults.append(f"{caller()}: {message}")

    def set_defaults(self, **defaults: Mapping[str, Any]) -> None:
        """Set the attributes of the `graph`, of each `node` and of each `edge`."""
        self._defaults = defaults
        for element, attributes in defaults.items():
            self.report_ignored(element, attributes)

    def defaults(self, element: str) -> Mapping[str, Any]:
        """Return the attributes that the diagram sets for each node or edge."""
        return self._defaults.get(element, {})

    def check_keywords(self, element: str, owner: str, attributes: Mapping[str, Any]) -> None:
        """Check the keywords of a call of `owner`, and report those without effect.

        Raises:
            RecordingError: with every unknown keyword. A lenient draft warns of each once.
        """
        messages = unknown_keywords(element, owner, attributes)
        if messages and not self.lenient:
            raise RecordingError([f"{caller()}: {message}" for message in messages])
        for message in messages:
            if message not in self._unknown:
                self._unknown.add(message)
                self.warn(message)
        self.report_ignored(element, attributes)

    def report_ignored(self, element: str, attributes: Mapping[str, Any]) -> None:
        """Remember the attributes without effect, with the line of their first use."""
        for message in ignored_messages(element, attributes):
            if message not in self.ignored:
                self.ignored[message] = str(caller())

    # Closing.

    def build(self, *, name: str, notes: tuple[str, ...] = (), **fields: Any) -> Architecture:
        """Close the draft and return it as an architecture.

        Raises:
            RecordingError: with every fault, and every edge that never reached a target.
            ModelError: with every contradiction.
        """
        self.closed = True
        self._check_pending()
        ids = self._ids()
        edges = [edge for edge in self._merged_edges() if edge.source in ids and edge.target in ids]
        return Architecture(
            name=name,
            notes=tuple(dict.fromkeys((*notes, *self.notes))),
            styles=self.styles,
            flows={flow: _path_ids(path, ids) for flow, path in self._all_flows(edges)},
            nodes={id: _made(part, ids) for part, id in ids.items() if part.shape is Node},
            clusters={id: _made(part, ids) for part, id in ids.items() if part.shape is ClusterData},
            edges=_by_key(edges, ids),
            **{**self.inherited_fields, **fields},
        )

    def _check_pending(self) -> None:
        unreached = [edge for edge in self.pending if not edge.reached]
        dangling = [f"{edge.place}: {edge.description} never reaches a target" for edge in unreached]
        faults = self.faults + ([] if self.lenient else dangling)
        if faults:
            raise RecordingError(faults)
        self.warnings += dangling

    def _ids(self) -> dict[RecordedPart, str]:
        """Return the id of each visible part, in order of appearance."""
        taken, last = set(self._by_id), dict[str, int]()
        return {part: part.id or _free_id(part.base, taken, last) for part in self._visible_parts()}

    def _visible_parts(self) -> Iterator[RecordedPart]:
        joined = {end for edge in self.edges if not edge.hidden for end in (edge.source, edge.target)}
        return (part for part in self.parts if not part.hidden or part in joined)

    def _merged_edges(self) -> list[RecordedEdge]:
        """Return the visible edges; with `strict`, merge those of each pair."""
        edges = [edge for edge in self.edges if not edge.hidden]
        if not self.merge:
            return edges
        pairs: dict[tuple[RecordedPart, RecordedPart, str], RecordedEdge] = {}
        for edge in edges:
            first = pairs.setdefault((edge.source, edge.target, edge.fields["arrow"]), edge)
            labels = dict.fromkeys((first.fields.get("label", ""), edge.fields.get("label", "")))
            first.fields["label"] = "\n".join(filter(None, labels))
        return list(pairs.values())

    def _all_flows(
        self, edges: Iterable[RecordedEdge]
    ) -> Iterator[tuple[str, tuple[RecordedPart | str, ...]]]:
        """Yield the flows; an inherited one ends where its edges were removed."""
        for name in {**self.inherited_flows, **self.flows}:
            path = self.flows.get(name) or _shortened(self.inherited_flows[name], edges)
            if len(path) > 1:
                yield name, path


def _free_id(base: str, taken: set[str], last: dict[str, int]) -> str:
    """Return the first free id of base, base-2, ...; `last` caches the last number."""
    number = last.get(base, 0) + 1
    while (id := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    last[base] = number
    taken.add(id)
    return id


def _made(part: RecordedPart, ids: Mapping[RecordedPart, str]) -> Any:
    cluster = part.cluster
    while cluster is not None and cluster not in ids:
        cluster = cluster.cluster
    return part.shape(**{**part.fields, "id": ids[part], "cluster": ids[cluster] if cluster else ""})


def _by_key(edges: Iterable[RecordedEdge], ids: Mapping[RecordedPart, str]) -> dict[str, EdgeData]:
    taken = {edge.key for edge in edges if edge.key}
    made = {}
    for edge in edges:
        source, target = ids[edge.source], ids[edge.target]
        key = edge.key or _free_key(source, target, taken)
        made[key] = EdgeData(**{**edge.fields, "source": source, "target": target, "id": key})
    return made


def _free_key(source: str, target: str, taken: set[str]) -> str:
    number = 1
    while (key := edge_key(source, target, number)) in taken:
        number += 1
    taken.add(key)
    return key


def _path_ids(path: tuple[RecordedPart | str, ...], ids: Mapping[RecordedPart, str]) -> tuple[str, ...]:
    return tuple(end if isinstance(end, str) else ids.get(end, end.name) for end in path)


def _shortened(path: tuple[RecordedPart, ...], edges: Iterable[RecordedEdge]) -> tuple[RecordedPart, ...]:
    """Return a path up to its first missing edge."""
    joined = {(edge.source, edge.target) for edge in edges if edge.fields["arrow"] != "back"}
    joined |= {(edge.target, edge.source) for edge in edges if edge.fields["arrow"] != "forward"}
    length = next((at for at in range(1, len(path)) if path[at - 1 : at + 1] not in joined), len(path))
    return path[:length]
