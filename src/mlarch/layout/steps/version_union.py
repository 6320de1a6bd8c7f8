"""Join versions of an architecture so that each of them is contained unchanged.

A part that has moved from one cluster to another has a place for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlarch.layout.steps.union import Chain, Union, assemble_union, drawn_chain, unique_id
from mlarch.model import Architecture

__all__ = ["join_versions"]


def join_versions(versions: Sequence[Architecture]) -> Union:
    """Return the union of one or more versions, each contained unchanged."""
    ids = dict.fromkeys(id for arch in versions for id in (*arch.clusters, *arch.nodes))
    places = {id: _places(id, versions) for id in ids}
    _split_contradictions(versions, places)
    names, parents = dict[tuple[str, int], str](), dict[str, str]()
    taken = set(places)
    for id, own in places.items():
        for number, place in enumerate(own):
            name = unique_id(id, number, taken)
            names.update({(id, version): name for version in place.members})
    for id, own in places.items():
        for place in own:
            parent = names[place.chain[0], place.version] if place.chain else ""
            parents[names[id, place.members[0]]] = parent
    new_ids = [
        {id: names[id, version] for id in (*arch.nodes, *arch.clusters)}
        for version, arch in enumerate(versions)
    ]
    return assemble_union(versions, new_ids, parents)


@dataclass
class _Place:
    """The clusters around a part in `version`, shared by the versions `members`."""

    chain: Chain
    version: int
    members: list[int]


def _places(id: str, versions: Sequence[Architecture]) -> list[_Place]:
    """Return the places of one part, that of the last version first."""
    places: list[_Place] = []
    for version in reversed(range(len(versions))):
        if id not in versions[version].nodes and id not in versions[version].clusters:
            continue
        chain = versions[version].ancestors(id)
        place = next((place for place in places if _fits(place, chain, version, versions, id)), None)
        if place is None:
            places.append(_Place(chain, version, [version]))
        else:
            place.members.append(version)
    return places


def _fits(place: _Place, chain: Chain, version: int, versions: Sequence[Architecture], id: str) -> bool:
    """Return True if a version can share a place.

    The place may move inwards, if that is right for all its members.
    """
    if (id in versions[version].nodes) is not (id in versions[place.version].nodes):
        return False
    if drawn_chain(place.chain, versions[version]) == chain:
        return True
    if any(drawn_chain(chain, versions[other]) != versions[other].ancestors(id) for other in place.members):
        return False
    place.chain, place.version = chain, version
    return True


def _split_contradictions(versions: Sequence[Architecture], places: Mapping[str, list[_Place]]) -> None:
    """Split off places inside a cluster that the part has an edge with."""
    for version, arch in enumerate(versions):
        for edge in arch.edges.values():
            for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
                place = next(place for place in places[inner] if version in place.members)
                if outer in place.chain and place.members != [version]:
                    place.members.remove(version)
                    places[inner].append(_Place(arch.ancestors(inner), version, [version]))
