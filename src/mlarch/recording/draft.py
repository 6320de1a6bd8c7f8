"""Hold an architecture while it is being recorded: parts in order of appearance, ids still open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.errors import RecordingError
from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key
from mlarch.recording.ignored_attributes import unused
from mlarch.recording.location import CodePlace, caller

__all__ = ["Draft", "Link", "Pending", "RecordedPart"]


@dataclass(eq=False)
class RecordedPart:
    """A node or a cluster; `base` is what its id is made from where `id` is not given.

    `graph_name` is what `lhead` and `ltail` of an edge call a cluster.
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
        """Return how a message calls it."""
        return self.id or self.fields.get("label") or self.base


@dataclass(eq=False)
class Link:
    """An edge; `key` is its document key where that is fixed, `hidden` one that only moves things."""

    source: RecordedPart
    target: RecordedPart
    fields: dict[str, Any]
    key: str = ""
    hidden: bool = False


@dataclass(eq=False)
class Pending:
    """An edge that has one end: `a >> Edge(...)`, until a target follows."""

    place: CodePlace
    text: str
    reached: bool = False


class Draft:
    """An open recording.

    A lenient draft is that of a plain `diagrams` script: what it cannot keep is a warning there, and
    an error everywhere else.
    """

    def __init__(self, *, lenient: bool = False, merge: bool = False) -> None:
        self.lenient = lenient
        self.merge = merge
        self.closed = False
        self.items: list[RecordedPart] = []
        self.links: list[Link] = []
        self.pending: list[Pending] = []
        self.flows: dict[str, tuple[RecordedPart | str, ...]] = {}
        self.inherited: dict[str, tuple[RecordedPart, ...]] = {}
        self.notes: list[str] = []
        self.styles: dict[str, Any] = {}
        self.extra: dict[str, Any] = {}
        self.warnings: list[str] = []
        self.faults: list[str] = []
        self.unused: dict[str, str] = {}
        self.asked: Mapping[str, Mapping[str, Any]] = {}
        self._by_id: dict[str, RecordedPart] = {}
        self._by_nodeid: dict[str, RecordedPart] = {}

    def add(self, item: RecordedPart, *, nodeid: object = None) -> RecordedPart:
        """Add a node or cluster; `nodeid` is the free-form id of `diagrams`.

        Raises:
            RecordingError: where the id is taken or the draft is closed.
        """
        self.check_open(item.name)
        self.claim(item, item.id)
        if nodeid is not None:
            self._claim(self._by_nodeid, item, str(nodeid))
        self.items.append(item)
        return item

    def claim(self, item: RecordedPart, id: str) -> None:
        """Give an item the id that was written for it."""
        if id:
            self._claim(self._by_id, item, id)
            item.id = id

    def _claim(self, taken: dict[str, RecordedPart], item: RecordedPart, id: str) -> None:
        owner = taken.setdefault(id, item)
        if owner is not item:
            raise RecordingError(f"{item.place}: id '{id}' is used twice, first at {owner.place}")

    def link(
        self, source: RecordedPart, target: RecordedPart, fields: Mapping[str, Any], *, hidden: bool = False
    ) -> None:
        """Add an edge.

        Raises:
            RecordingError: where the ends are of two diagrams or the draft is closed; a warning in
                a lenient draft, since `diagrams` draws nothing then.
        """
        trouble = self._trouble(source, target)
        if trouble and not self.lenient:
            raise RecordingError(f"{caller()}: {trouble}")
        if trouble:
            self.warn(f"{trouble}: not drawn")
        else:
            self.links.append(Link(source, target, dict(fields), hidden=hidden))

    def _trouble(self, source: RecordedPart, target: RecordedPart) -> str:
        ends = f"'{source.name}' to '{target.name}'"
        if source.draft is not target.draft:
            return f"an edge from {ends} joins two diagrams"
        return f"an edge from {ends} is drawn after its diagram was closed" if self.closed else ""

    def hold(self, what: str) -> Pending:
        """Keep an eye on an edge that has no target yet."""
        self.pending.append(Pending(caller(), what))
        return self.pending[-1]

    def drop(self, gone: Collection[RecordedPart | Link]) -> None:
        """Remove nodes, clusters and edges, with the edges of those and the ids that were theirs."""
        self.items = [item for item in self.items if item not in gone]
        self.links = [link for link in self.links if {link, link.source, link.target}.isdisjoint(gone)]
        self._by_id = {id: item for id, item in self._by_id.items() if item not in gone}

    def warn(self, message: str) -> None:
        """Note what is lost, with the line it stands on."""
        self.warnings.append(f"{caller()}: {message}")

    def fault(self, message: str) -> None:
        """Note what is wrong, with the line it stands on; closing the draft reports all of it."""
        self.faults.append(f"{caller()}: {message}")

    def ask(self, **asked: Mapping[str, Any]) -> None:
        """Take the attributes that a diagram sets for itself as a `graph`, each `node` and each `edge`."""
        self.asked = asked
        for kind, attributes in asked.items():
            self.leave_out(kind, attributes)

    def defaults(self, kind: str) -> Mapping[str, Any]:
        """Return the attributes that the diagram sets for each node or edge."""
        return self.asked.get(kind, {})

    def leave_out(self, kind: str, attributes: Mapping[str, Any]) -> None:
        """Remember which attributes have no effect, and where they first stand."""
        for what in unused(kind, attributes):
            if what not in self.unused:
                self.unused[what] = str(caller())

    def check_open(self, name: str) -> None:
        """Refuse `name` where the recording has ended."""
        if self.closed:
            raise RecordingError(f"{caller()}: '{name}' is added after its diagram was closed")

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
        links = [link for link in self._merged() if link.source in ids and link.target in ids]
        return Architecture(
            name=name,
            notes=tuple(dict.fromkeys((*notes, *self.notes))),
            styles=self.styles,
            flows={flow: _named(path, ids) for flow, path in self._all_flows(links)},
            nodes={id: _made(item, ids) for item, id in ids.items() if item.shape is Node},
            clusters={id: _made(item, ids) for item, id in ids.items() if item.shape is ClusterData},
            edges=_edges(links, ids),
            **{**self.extra, **fields},
        )

    def _check_pending(self) -> None:
        unreached = [edge for edge in self.pending if not edge.reached]
        dangling = [f"{edge.place}: {edge.text} never reaches a target" for edge in unreached]
        faults = self.faults + ([] if self.lenient else dangling)
        if faults:
            raise RecordingError(faults)
        self.warnings += dangling

    def _ids(self) -> dict[RecordedPart, str]:
        """Return the id of each item that can be seen, in order of appearance."""
        taken, last = set(self._by_id), dict[str, int]()
        return {item: item.id or _free(item.base, taken, last) for item in self._seen()}

    def _seen(self) -> Iterator[RecordedPart]:
        joined = {end for link in self.links if not link.hidden for end in (link.source, link.target)}
        return (item for item in self.items if not item.hidden or item in joined)

    def _merged(self) -> list[Link]:
        """Return the edges to draw; as `strict` asks, one for each pair, with all of their labels."""
        links = [link for link in self.links if not link.hidden]
        if not self.merge:
            return links
        pairs: dict[tuple[RecordedPart, RecordedPart, str], Link] = {}
        for link in links:
            first = pairs.setdefault((link.source, link.target, link.fields["arrow"]), link)
            labels = dict.fromkeys((first.fields.get("label", ""), link.fields.get("label", "")))
            first.fields["label"] = "\n".join(filter(None, labels))
        return list(pairs.values())

    def _all_flows(self, links: list[Link]) -> Iterator[tuple[str, tuple[RecordedPart | str, ...]]]:
        """Yield the flows; one that was inherited ends where its edges were removed."""
        for name in {**self.inherited, **self.flows}:
            path = self.flows.get(name) or _cut(self.inherited[name], links)
            if len(path) > 1:
                yield name, path


def _free(base: str, taken: set[str], last: dict[str, int]) -> str:
    number = last.get(base, 0) + 1
    while (id := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    last[base] = number
    taken.add(id)
    return id


def _made(item: RecordedPart, ids: Mapping[RecordedPart, str]) -> Any:
    around = item.cluster
    while around is not None and around not in ids:
        around = around.cluster
    cluster = ids[around] if around else ""
    return item.shape(**{**item.fields, "id": ids[item], "cluster": cluster})


def _edges(links: list[Link], ids: Mapping[RecordedPart, str]) -> dict[str, EdgeData]:
    taken = {link.key for link in links if link.key}
    edges = {}
    for link in links:
        source, target = ids[link.source], ids[link.target]
        key = link.key or _free_key(source, target, taken)
        edges[key] = EdgeData(**{**link.fields, "source": source, "target": target, "id": key})
    return edges


def _free_key(source: str, target: str, taken: set[str]) -> str:
    number = 1
    while (key := edge_key(source, target, number)) in taken:
        number += 1
    taken.add(key)
    return key


def _named(path: tuple[RecordedPart | str, ...], ids: Mapping[RecordedPart, str]) -> tuple[str, ...]:
    return tuple(end if isinstance(end, str) else ids.get(end, end.name) for end in path)


def _cut(path: tuple[RecordedPart, ...], links: list[Link]) -> tuple[RecordedPart, ...]:
    joined = {(link.source, link.target) for link in links if link.fields["arrow"] != "back"}
    joined |= {(link.target, link.source) for link in links if link.fields["arrow"] != "forward"}
    length = next((at for at in range(1, len(path)) if path[at - 1 : at + 1] not in joined), len(path))
    return path[:length]
