"""Compare what is drawn with what is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlarch import catalog
from mlarch.analysis.matching import PLAIN, Binding, bind, is_ignored
from mlarch.analysis.reachability import OUTSIDE, Sight
from mlarch.model import Architecture, EdgeData, Node, TagStyle, edge_key
from mlarch.model.frozen import thaw

__all__ = ["Different", "Drift", "drift"]

_PEOPLE = frozenset((*OUTSIDE, "developer", "operator", "labeler"))
_NOT_DEPLOYED = ("planned", "external")
_PORT = re.compile(r":(\d{1,5}(?:-\d+)?(?:/udp)?)(?!\d)")
_FACTS = ("image", "ports", "scales", "model", "canary")


@dataclass(frozen=True)
class Different:
    """One thing that is not as drawn; `id` is a node, or an edge by its document key."""

    id: str
    what: str
    drawn: str
    deployed: str

    def __str__(self) -> str:
        return (
            f"{self.id}: {self.what} {self.drawn or 'none'} is drawn, {self.deployed or 'none'} is deployed"
        )

    def to_mapping(self) -> dict[str, str]:
        return {"id": self.id, "what": self.what, "drawn": self.drawn, "deployed": self.deployed}


@dataclass(frozen=True)
class Drift:
    """All that differs; false where nothing does. Edges are document keys, in the ids of the drawing."""

    drawn: Architecture
    deployed: Architecture
    binding: Binding
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[Different, ...] = ()
    missing_edges: tuple[str, ...] = ()
    extra_edges: tuple[tuple[str, EdgeData], ...] = ()

    def __bool__(self) -> bool:
        found = (self.missing, self.extra, self.different, self.missing_edges, self.extra_edges)
        return any(found) or bool(self.binding.unsure)

    def to_mapping(self) -> dict[str, Any]:
        """Return all of it as JSON can say it."""
        how = self.binding.how
        return {
            "matched": [
                {"node": id, "deployed": other, "by": how[id]} for id, other in self.binding.pairs.items()
            ],
            "missing": [*self.missing],
            "extra": [*self.extra],
            "different": [one.to_mapping() for one in self.different],
            "unsure": [{"node": id, "candidates": others} for id, others in self.binding.unsure.items()],
            "edges": {
                "missing": [*self.missing_edges],
                "extra": [{"edge": key, "said": edge.description} for key, edge in self.extra_edges],
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines of a text for people."""
        for id in self.missing:
            yield f"missing: {id} ({_shown(self.drawn.nodes[id])}) is drawn and not deployed"
        for id in self.extra:
            yield f"extra: {id} ({_shown(self.deployed.nodes[id])}) is deployed and not drawn"
        yield from (f"different: {one}" for one in self.different)
        for id, others in self.binding.unsure.items():
            listed = " or ".join(others)
            hint = f"write 'deployed: {{{id}: {others[0]}}}' where it is"
            yield f"unsure: {id} may be {listed}: {hint}"
        for key in self.missing_edges:
            yield f"missing edge: {key} is drawn, and nothing deployed says so"
        for key, edge in self.extra_edges:
            said = f": {edge.description}" if edge.description else ""
            yield f"extra edge: {key} is deployed and not drawn{said}"

    def picture(self) -> Architecture:
        """Return the drawing with marks: what is extra is new, what is missing struck out."""
        return _picture(self)


def drift(drawn: Architecture, deployed: Architecture) -> Drift:
    """Return how what is deployed differs from what is drawn.

    `deployed` is the result of an import. Services of Kubernetes that nobody drew are seen through:
    what they lead to counts as reached.

    Raises:
        DocumentError: where the document binds a node that is not in it.
    """
    binding = bind(drawn, deployed)
    deployed = _without_undrawn_services(deployed, binding)
    taken, guessed = {*binding.pairs.values()}, {o for others in binding.unsure.values() for o in others}
    missing = [id for id in drawn.nodes if id not in binding.pairs and _is_missed(drawn, id, binding)]
    extra = [
        id for id, node in deployed.nodes.items()
        if id not in taken | guessed and not is_ignored(drawn, id)
        and node.status != "external" and _role(node) not in _PEOPLE
    ]  # fmt: skip
    different = [one for id in binding.pairs for one in _differences(drawn, deployed, id, binding.pairs[id])]
    edges = _Edges(drawn, deployed, binding.pairs)
    moved = {one.id for one in different if one.what == "ports"}
    different += [one for one in edges.different() if moved.isdisjoint(one.id.split(" -> "))]
    return Drift(
        drawn=drawn,
        deployed=deployed,
        binding=binding,
        missing=tuple(missing),
        extra=tuple(extra),
        different=tuple(one for one in different if not is_ignored(drawn, one.id)),
        missing_edges=tuple(edges.missing()),
        extra_edges=tuple(edges.extra()),
    )


def _is_missed(drawn: Architecture, id: str, binding: Binding) -> bool:
    node = drawn.nodes[id]
    expected = node.status not in _NOT_DEPLOYED and _role(node) not in _PEOPLE
    return expected and id not in binding.unsure and not is_ignored(drawn, id)


def _role(node: Node) -> str:
    return node.role or catalog.role_of(node.technology)


def _shown(node: Node) -> str:
    return catalog.get(node.technology).label if node.technology else " ".join(node.label.split())


# Nodes.


def _differences(drawn: Architecture, deployed: Architecture, id: str, other: str) -> Iterator[Different]:
    ours, theirs = drawn.nodes[id], deployed.nodes[other]
    facts, found = _facts(drawn, id), _facts(deployed, other)
    for what in _FACTS:
        if (what in facts or (what == "ports" and facts)) and facts.get(what) != found.get(what):
            yield Different(id, what, _text(facts.get(what)), _text(found.get(what)))
    known = ours.technology and theirs.technology and theirs.technology not in PLAIN
    if known and ours.technology != theirs.technology and facts.get("image") == found.get("image"):
        names = [catalog.get(node.technology).label for node in (ours, theirs)]
        yield Different(id, "technology", *names)
    scaled = "autoscaled" in theirs.tags
    if ours.replicas != theirs.replicas and _role(ours) not in _PEOPLE and not scaled:
        yield Different(id, "replicas", str(ours.replicas), str(theirs.replicas))


def _facts(arch: Architecture, id: str) -> Mapping[str, Any]:
    value = arch.deployed.get(id)
    return dict(thaw(value)) if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _without_undrawn_services(deployed: Architecture, binding: Binding) -> Architecture:
    """Return what is deployed with the Services nobody drew cut out, and their ends joined."""
    taken = {*binding.pairs.values(), *(one for others in binding.unsure.values() for one in others)}
    for id, node in deployed.nodes.items():
        if _role(node) == "service" and id not in taken:
            deployed = _cut(deployed, id)
    return deployed


def _cut(arch: Architecture, id: str) -> Architecture:
    into = [edge for edge in arch.edges.values() if edge.target == id]
    out = [edge for edge in arch.edges.values() if edge.source == id]
    if not out:
        return arch
    edges = {edge.id: edge for edge in arch.edges.values() if id not in (edge.source, edge.target)}
    for first in into:
        for last in out:
            if first.source != last.target:
                joined = EdgeData(
                    source=first.source,
                    target=last.target,
                    label=first.label,
                    kind=first.kind,
                    description=f"{first.description}, through {id}",
                )
                edges.setdefault(joined.id, joined)
    nodes = {other: node for other, node in arch.nodes.items() if other != id}
    return arch.replace(nodes=nodes, edges=edges, flows={})


# Edges.


class _Edges:
    """Both sets of edges in the ids of the drawing."""

    def __init__(self, drawn: Architecture, deployed: Architecture, pairs: Mapping[str, str]) -> None:
        self.drawn, self.pairs = drawn, pairs
        back = {other: id for id, other in pairs.items()}
        self.found = {
            (back[edge.source], back[edge.target]): edge
            for edge in deployed.edges.values()
            if edge.source in back and edge.target in back
        }
        self.members = Sight(drawn).members

    def missing(self) -> Iterator[str]:
        """Yield the drawn edges that nothing deployed speaks for, neither way round."""
        for key, edge in self.drawn.edges.items():
            ends = self._ends(edge)
            expected = ends and edge.status not in _NOT_DEPLOYED and not is_ignored(self.drawn, key)
            if expected and not any(pair in self.found or pair[::-1] in self.found for pair in ends):
                yield key

    def extra(self) -> Iterator[tuple[str, EdgeData]]:
        """Yield the deployed edges between drawn nodes that are not drawn."""
        known = {pair for edge in self.drawn.edges.values() for pair in self._ends(edge)}
        for ends, edge in self.found.items():
            key = edge_key(*ends)
            if ends not in known and ends[::-1] not in known and not is_ignored(self.drawn, key):
                yield key, edge

    def different(self) -> Iterator[Different]:
        """Yield the edges whose label says another port."""
        for key, edge in self.drawn.edges.items():
            other = self.found.get((edge.source, edge.target))
            ports = [_PORT.findall(one.label) for one in (edge, other) if one is not None]
            if len(ports) == 2 and all(ports) and ports[0] != ports[1]:
                yield Different(key, "port", *(", ".join(one) for one in ports))

    def _ends(self, edge: EdgeData) -> list[tuple[str, str]]:
        """Return the pairs of bound nodes that an edge joins, those of its clusters too."""
        return [
            (source, target)
            for source in self.members.get(edge.source, ())
            for target in self.members.get(edge.target, ())
            if source in self.pairs and target in self.pairs
        ]


# The picture.


def _picture(found: Drift) -> Architecture:
    arch, back = found.drawn, {other: id for id, other in found.binding.pairs.items()}
    for id in found.missing:
        arch = arch.with_node(id, status="deprecated")
    for id in dict.fromkeys(one.id for one in found.different):
        changes = "; ".join(
            f"{one.what} {one.drawn} -> {one.deployed}" for one in found.different if one.id == id
        )
        if id in arch.nodes:
            arch = arch.with_node(id, tags=(*arch.nodes[id].tags, "drift"), description=changes)
        elif id in arch.edges:
            arch = arch.with_edge(id, tags=(*arch.edges[id].tags, "drift"), label=changes)
    for id in found.extra:
        new = id if id not in arch.nodes and id not in arch.clusters else f"{id}-deployed"
        back[id] = new
        node = found.deployed.nodes[id]
        arch = arch.with_node(new, label=node.label, technology=node.technology, role=node.role, status="new")
    for edge in found.deployed.edges.values():
        if (
            edge.source in back
            and edge.target in back
            and not {edge.source, edge.target}.isdisjoint(found.extra)
        ):
            arch = arch.connect(
                back[edge.source], back[edge.target], edge.label, kind=edge.kind, status="new"
            )
    for key in found.missing_edges:
        arch = arch.with_edge(key, status="deprecated")
    for _, edge in found.extra_edges:
        arch = arch.connect(back[edge.source], back[edge.target], edge.label, kind=edge.kind, status="new")
    if found.different:
        arch = arch.replace(
            styles={**arch.styles, "drift": TagStyle(color="#d97706", legend="not as deployed")}
        )
    return arch.replace(title=f"{arch.title}: drift", deployed={}, flows={})
