"""Join several architectures into one in which each of their parts has one place.

A part keeps its id. Where it stands in other clusters than before, and those are drawn in both,
it has really moved: then it has a place for each, the earlier ones under an id of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlarch.model import Architecture, Cluster, Edge, Node, edge_key, parse_edge_key

__all__ = ["Union", "join"]

_Chain = tuple[str, ...]


@dataclass(frozen=True)
class Union:
    """Several architectures as one; `ids` and `keys` say for each what its parts and edges are in it."""

    architecture: Architecture
    ids: tuple[Mapping[str, str], ...]
    keys: tuple[Mapping[str, str], ...]


@dataclass
class _Place:
    """Where a part stands in some of the architectures: the clusters around it, innermost first."""

    chain: _Chain
    within: int
    members: list[int]


def join(steps: Sequence[Architecture]) -> Union:
    """Return the union of one or more architectures.

    What a part looks like is taken from the last that has it; the flows are left out.
    """
    places = {id: _places(id, steps) for id in _all_ids(steps)}
    _split_contradictions(steps, places)
    names = _names(places)
    ids = tuple(
        {id: names[id, step] for id in (*arch.nodes, *arch.clusters)} for step, arch in enumerate(steps)
    )
    keys = tuple(
        {key: _key(edge, ids[step]) for key, edge in arch.edges.items()} for step, arch in enumerate(steps)
    )
    return Union(_joined(steps, places, ids, keys), ids, keys)


def _all_ids(steps: Sequence[Architecture]) -> list[str]:
    return list(dict.fromkeys(id for arch in steps for id in (*arch.clusters, *arch.nodes)))


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
                if outer in home.chain:
                    home.members.remove(step)
                    places[inner].append(_Place(arch.ancestors(inner), step, [step]))


def _names(places: Mapping[str, list[_Place]]) -> dict[tuple[str, int], str]:
    """Return the id in the union of each part of each architecture."""
    taken = set(places)
    names: dict[tuple[str, int], str] = {}
    for id, own in places.items():
        for number, place in enumerate(own):
            name = id if number == 0 else _free(f"{id[:90]}.{number}", taken)
            taken.add(name)
            names.update({(id, step): name for step in place.members})
    return names


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _key(edge: Edge, ids: Mapping[str, str]) -> str:
    number = (parse_edge_key(edge.id) or ("", "", 1))[2]
    return edge_key(ids[edge.source], ids[edge.target], number)


def _joined(
    steps: Sequence[Architecture],
    places: Mapping[str, list[_Place]],
    ids: Sequence[Mapping[str, str]],
    keys: Sequence[Mapping[str, str]],
) -> Architecture:
    homes = {
        ids[place.members[0]][id]: ids[place.within][place.chain[0]] if place.chain else ""
        for id, own in places.items()
        for place in own
    }
    nodes: dict[str, Node] = {}
    clusters: dict[str, Cluster] = {}
    edges: dict[str, Edge] = {}
    for arch, named, keyed in zip(steps, ids, keys, strict=True):
        for node in arch.nodes.values():
            name = named[node.id]
            nodes[name] = dataclasses.replace(node, id=name, cluster=homes[name])
        for cluster in arch.clusters.values():
            name = named[cluster.id]
            clusters[name] = dataclasses.replace(cluster, id=name, cluster=homes[name])
        for edge in arch.edges.values():
            source, target = named[edge.source], named[edge.target]
            edges[keyed[edge.id]] = dataclasses.replace(edge, id=keyed[edge.id], source=source, target=target)
    return steps[-1].replace(
        flows={},
        default_view={},
        nodes=_in_order(
            nodes, [[named[id] for id in arch.nodes] for arch, named in zip(steps, ids, strict=True)]
        ),
        clusters=_in_order(
            clusters, [[named[id] for id in arch.clusters] for arch, named in zip(steps, ids, strict=True)]
        ),
        edges=_in_order(edges, [list(keyed.values()) for keyed in keys]),
    )


def _in_order(parts: Mapping[str, Node | Cluster | Edge], orders: Sequence[Iterable[str]]) -> list[object]:
    """Return parts in the order of the last list; what is not in it follows what it followed before."""
    order: list[str] = []
    for names in reversed(orders):
        at = 0
        for name in names:
            if name in order:
                at = order.index(name) + 1
            else:
                order.insert(at, name)
                at += 1
    return [parts[name] for name in order]
