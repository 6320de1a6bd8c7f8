"""Join several architectures into one in which each of their parts has a place.

`join` tells apart what has moved: a part that stands in other clusters than before, where those are
drawn in both, has a place for each. `settle` keeps every part where it stands in the end, and tells
apart only what could not be drawn there.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key, parse_edge_key

__all__ = ["Union", "beside", "join", "settle"]

_Chain = tuple[str, ...]
Part = TypeVar("Part", Node, ClusterData, EdgeData)


@dataclass(frozen=True)
class Union:
    """Several architectures as one; `ids` and `keys` say for each what its parts and edges are in it.

    What a part looks like is taken from the last that has it; flows and views are left out. A cluster
    or an edge that has no place in the union is in none of them.
    """

    architecture: Architecture
    ids: tuple[Mapping[str, str], ...]
    keys: tuple[Mapping[str, str], ...]


def join(steps: Sequence[Architecture]) -> Union:
    """Return the union of one or more architectures, in which each of them can be found as it is."""
    places = {id: _places(id, steps) for id in _all_ids(steps)}
    _split_contradictions(steps, places)
    names, homes = dict[tuple[str, int], str](), dict[str, str]()
    taken = set(places)
    for id, own in places.items():
        for number, place in enumerate(own):
            name = _name(id, number, taken)
            names.update({(id, step): name for step in place.members})
    for id, own in places.items():
        for place in own:
            home = names[place.chain[0], place.within] if place.chain else ""
            homes[names[id, place.members[0]]] = home
    ids = [{id: names[id, step] for id in (*arch.nodes, *arch.clusters)} for step, arch in enumerate(steps)]
    return _assembled(steps, ids, homes)


def settle(steps: Sequence[Architecture]) -> Union:
    """Return the union of one or more architectures, in which each part stands where it ends up.

    A cluster whose nodes all end up in others has no place; neither has an edge that ends on one, or
    that would lead from a cluster to what stands in it.
    """
    tree = _Tree(steps)
    tree.tell_apart()
    taken = {id for arch in steps for id in (*arch.nodes, *arch.clusters)}
    names: dict[tuple[str, str], str] = {}
    for id, variants in tree.variants().items():
        for number, home in enumerate(variants):
            names[id, home] = _name(id, number, taken)
    clusters = tree.clusters()
    homes = {name: home for (_, home), name in names.items()}
    homes.update({id: tree.parents[id] for id in clusters})
    ids = [
        {
            **{id: names[id, tree.homes[id, step]] for id in arch.nodes},
            **{id: id for id in arch.clusters if id in clusters},
        }
        for step, arch in enumerate(steps)
    ]
    return _assembled(steps, ids, homes)


def _name(id: str, number: int, taken: set[str]) -> str:
    """Return the id of a part's place: its own for the last one, one that is free for others."""
    if not number:
        return id
    name = f"{id[:90]}.{number}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _all_ids(steps: Iterable[Architecture]) -> list[str]:
    return list(dict.fromkeys(id for arch in steps for id in (*arch.clusters, *arch.nodes)))


# Telling apart whatever moved.


@dataclass
class _Place:
    """Where a part stands in some of the architectures: the clusters around it, innermost first."""

    chain: _Chain
    within: int
    members: list[int]


def _places(id: str, steps: Sequence[Architecture]) -> list[_Place]:
    """Return the places of one part, the last first, each with the architectures in which it stands there."""
    places: list[_Place] = []
    for step in reversed(range(len(steps))):
        if id not in steps[step].nodes and id not in steps[step].clusters:
            continue
        chain = steps[step].ancestors(id)
        home = next((place for place in places if _fits(place, chain, step, steps, id)), None)
        if home is None:
            places.append(_Place(chain, step, [step]))
        else:
            home.members.append(step)
    return places


def _fits(place: _Place, chain: _Chain, step: int, steps: Sequence[Architecture], id: str) -> bool:
    """Say whether a part may stand there: the clusters around it that are drawn are its own.

    A place may also move inwards, where that is right for all that stand there already.
    """
    if (id in steps[step].nodes) is not (id in steps[place.within].nodes):
        return False
    if _drawn(place.chain, steps[step]) == chain:
        return True
    if any(_drawn(chain, steps[other]) != steps[other].ancestors(id) for other in place.members):
        return False
    place.chain, place.within = chain, step
    return True


def _drawn(chain: _Chain, arch: Architecture) -> _Chain:
    return tuple(id for id in chain if id in arch.clusters)


def _split_contradictions(steps: Sequence[Architecture], places: Mapping[str, list[_Place]]) -> None:
    """Give a place of its own to what would stand inside a cluster it has an edge with."""
    for step, arch in enumerate(steps):
        for edge in arch.edges.values():
            for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
                home = next(place for place in places[inner] if step in place.members)
                if outer in home.chain and home.members != [step]:
                    home.members.remove(step)
                    places[inner].append(_Place(arch.ancestors(inner), step, [step]))


# Keeping all where it ends up.


@dataclass
class _Tree:
    """The clusters of the union: `parents` of clusters, and `homes` of nodes by architecture."""

    steps: Sequence[Architecture]
    parents: dict[str, str] = field(default_factory=dict)
    homes: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        last: dict[str, str] = {}
        for arch in self.steps:
            self.parents.update({id: cluster.cluster for id, cluster in arch.clusters.items()})
            last.update({id: node.cluster for id, node in arch.nodes.items()})
        for step, arch in enumerate(self.steps):
            self.homes.update({(id, step): last[id] for id in arch.nodes})

    def tell_apart(self) -> None:
        """Give nodes homes of their own until every cluster can be drawn around what is in it."""
        for step, arch in enumerate(self.steps):
            members = _members(arch)
            while moved := self._in_the_way(step, members):
                self.homes.update({(id, step): arch.nodes[id].cluster for id in moved})
            for edge in arch.edges.values():
                for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
                    if inner in arch.nodes and outer in self.chain(self.homes[inner, step]):
                        self.homes[inner, step] = arch.nodes[inner].cluster

    def _in_the_way(self, step: int, members: Mapping[str, frozenset[str]]) -> list[str]:
        """Return nodes that have moved and keep a cluster from being drawn around just its own."""
        arch = self.steps[step]
        chains = {id: self.chain(self.homes[id, step]) for id in arch.nodes}
        for own in members.values():
            around = {other for other, chain in chains.items() if _common(own, chains) in ("", *chain)}
            if len(own) > 1 and around != own:  # Around a single node there is always room.
                mixed = [id for id in arch.nodes if id in around | own]
                moved = [id for id in mixed if _drawn(chains[id], arch) != arch.ancestors(id)]
                moved = [id for id in moved if self.homes[id, step] != arch.nodes[id].cluster]
                if moved:
                    return moved
        return []

    def chain(self, home: str) -> _Chain:
        """Return a cluster and those around it, innermost first; none for no cluster."""
        chain = []
        while home:
            chain.append(home)
            home = self.parents[home]
        return tuple(chain)

    def variants(self) -> dict[str, list[str]]:
        """Return the homes of each node, that of the last architecture first."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for (id, _), home in reversed(self.homes.items()):
            found[id][home] = None
        return {id: list(homes) for id, homes in found.items()}

    def clusters(self) -> set[str]:
        """Return the clusters with a place: around some node, or empty wherever they are drawn."""
        around = {outer for home in self.homes.values() for outer in self.chain(home)}
        ever = {outer for arch in self.steps for id in arch.nodes for outer in arch.ancestors(id)}
        empty = {outer for id in self.parents if id not in ever for outer in self.chain(id)}
        return around | empty


def _members(arch: Architecture) -> dict[str, frozenset[str]]:
    """Return the nodes in each cluster, all the way down."""
    members: dict[str, set[str]] = {id: set() for id in arch.clusters}
    for id in arch.nodes:
        for outer in arch.ancestors(id):
            members[outer].add(id)
    return {id: frozenset(inside) for id, inside in members.items()}


def _common(ids: Iterable[str], chains: Mapping[str, _Chain]) -> str:
    """Return the innermost cluster around all of these, or the only one itself, empty for none."""
    first, *others = [chains[id] for id in ids] or [()]
    return next((id for id in first if all(id in other for other in others)), "")


# Assembling.


def _assembled(
    steps: Sequence[Architecture], ids: Sequence[Mapping[str, str]], homes: Mapping[str, str]
) -> Union:
    nodes: dict[str, Node] = {}
    clusters: dict[str, ClusterData] = {}
    edges: dict[str, EdgeData] = {}
    keys: list[dict[str, str]] = []
    for arch, named in zip(steps, ids, strict=True):
        for node in arch.nodes.values():
            name = named[node.id]
            nodes[name] = dataclasses.replace(node, id=name, cluster=homes[name])
        for cluster in arch.clusters.values():
            if cluster.id in named:
                name = named[cluster.id]
                clusters[name] = dataclasses.replace(cluster, id=name, cluster=homes[name])
        keys.append(dict(_keys(arch, named, homes)))
        for key, name in keys[-1].items():
            edge = arch.edges[key]
            source, target = named[edge.source], named[edge.target]
            edges[name] = dataclasses.replace(edge, id=name, source=source, target=target)
    orders = [(arch, named) for arch, named in zip(steps, ids, strict=True)]
    whole = steps[-1].replace(
        flows={},
        default_view={},
        nodes=_in_order(nodes, [[named[id] for id in arch.nodes] for arch, named in orders]),
        clusters=_in_order(
            clusters, [[named[id] for id in arch.clusters if id in named] for arch, named in orders]
        ),
        edges=_in_order(edges, [list(keyed.values()) for keyed in keys]),
    )
    return Union(whole, tuple(ids), tuple(keys))


def _keys(
    arch: Architecture, named: Mapping[str, str], homes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the key in the union of each edge that has a place there."""
    for edge in arch.edges.values():
        if edge.source in named and edge.target in named:
            source, target = named[edge.source], named[edge.target]
            if target not in _around(source, homes) and source not in _around(target, homes):
                number = (parse_edge_key(edge.id) or ("", "", 1))[2]
                yield edge.id, edge_key(source, target, number)


def _around(name: str, homes: Mapping[str, str]) -> Iterator[str]:
    while homes[name]:
        name = homes[name]
        yield name


def _in_order(parts: Mapping[str, Part], orders: Sequence[Sequence[str]]) -> list[Part]:
    """Return parts in the order of the last list; what is not in it follows what it followed before."""
    order: list[str] = []
    for names in reversed(orders):
        known, at = set(order), 0
        for name in names:
            if name in known:
                at = order.index(name) + 1
            else:
                order.insert(at, name)
                at += 1
    return [parts[name] for name in order]


def beside(steps: Sequence[Architecture]) -> Architecture:
    """Return an architecture that holds the parts of several beside each other, under ids of no meaning.

    It is never laid out: style sheet and legend of a picture of several are made from it.
    """
    nodes: list[Node] = []
    clusters: list[ClusterData] = []
    edges: list[EdgeData] = []
    for step, arch in enumerate(steps):
        new = {id: f"{step}.{number}" for number, id in enumerate((*arch.nodes, *arch.clusters))} | {"": ""}
        for node in arch.nodes.values():
            nodes.append(dataclasses.replace(node, id=new[node.id], cluster=new[node.cluster]))
        for cluster in arch.clusters.values():
            clusters.append(dataclasses.replace(cluster, id=new[cluster.id], cluster=new[cluster.cluster]))
        for edge in arch.edges.values():
            source, target = new[edge.source], new[edge.target]
            number = (parse_edge_key(edge.id) or ("", "", 1))[2]
            id = edge_key(source, target, number)
            edges.append(dataclasses.replace(edge, id=id, source=source, target=target))
    styles = {tag: style for arch in steps for tag, style in arch.styles.items()}
    return steps[-1].replace(
        nodes=nodes, clusters=clusters, edges=edges, styles=styles, flows={}, default_view={}
    )
