"""Hold the union of several architectures, and assemble it from new ids."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key, parse_edge_key

__all__ = ["Chain", "Union", "assemble_union", "drawn_chain", "unique_id"]

Chain = tuple[str, ...]
"""Cluster ids, innermost first."""

Part = TypeVar("Part", Node, ClusterData, EdgeData)


@dataclass(frozen=True)
class Union:
    """Several architectures as one.

    `ids` and `keys` map the ids and edge keys of each architecture to those of the union. Parts without
    a place in the union are missing there. The last architecture that has a part defines its look. The
    union has no flows and no view.
    """

    architecture: Architecture
    ids: tuple[Mapping[str, str], ...]
    keys: tuple[Mapping[str, str], ...]


def unique_id(id: str, number: int, taken: set[str]) -> str:
    """Return `id` for number 0, else a similar id that is not taken."""
    if not number:
        return id
    name = f"{id[:90]}.{number}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def drawn_chain(chain: Chain, arch: Architecture) -> Chain:
    """Return the clusters of a chain that an architecture has."""
    return tuple(id for id in chain if id in arch.clusters)


def assemble_union(
    steps: Sequence[Architecture], ids: Sequence[Mapping[str, str]], parents: Mapping[str, str]
) -> Union:
    """Return the union of architectures from new ids.

    `ids` are new by old, for each step; `parents` are the clusters by new id.
    """
    nodes: dict[str, Node] = {}
    clusters: dict[str, ClusterData] = {}
    edges: dict[str, EdgeData] = {}
    keys: list[dict[str, str]] = []
    for arch, new in zip(steps, ids, strict=True):
        for node in arch.nodes.values():
            id = new[node.id]
            nodes[id] = dataclasses.replace(node, id=id, cluster=parents[id])
        for cluster in arch.clusters.values():
            if cluster.id in new:
                id = new[cluster.id]
                clusters[id] = dataclasses.replace(cluster, id=id, cluster=parents[id])
        keys.append(dict(_edge_keys(arch, new, parents)))
        for old_key, key in keys[-1].items():
            edge = arch.edges[old_key]
            source, target = new[edge.source], new[edge.target]
            edges[key] = dataclasses.replace(edge, id=key, source=source, target=target)
    pairs = list(zip(steps, ids, strict=True))
    architecture = steps[-1].replace(
        flows={},
        default_view={},
        nodes=_in_order(nodes, [[new[id] for id in arch.nodes] for arch, new in pairs]),
        clusters=_in_order(clusters, [[new[id] for id in arch.clusters if id in new] for arch, new in pairs]),
        edges=_in_order(edges, [list(new_keys.values()) for new_keys in keys]),
    )
    return Union(architecture, tuple(ids), tuple(keys))


def _edge_keys(
    arch: Architecture, ids: Mapping[str, str], parents: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield old and new key of each edge that has a place in the union."""
    for edge in arch.edges.values():
        if edge.source in ids and edge.target in ids:
            source, target = ids[edge.source], ids[edge.target]
            if target not in _ancestors(source, parents) and source not in _ancestors(target, parents):
                number = (parse_edge_key(edge.id) or ("", "", 1))[2]
                yield edge.id, edge_key(source, target, number)


def _ancestors(id: str, parents: Mapping[str, str]) -> Iterator[str]:
    while parents[id]:
        id = parents[id]
        yield id


def _in_order(parts: Mapping[str, Part], orders: Sequence[Sequence[str]]) -> list[Part]:
    """Return parts in the order of the last list, others after their predecessors."""
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
