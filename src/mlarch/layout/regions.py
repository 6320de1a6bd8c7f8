"""Cut an architecture into regions that are laid out one by one.

A cluster whose outside edges all end on the cluster itself is opaque: what is in it is laid out on
its own, in the direction that suits it, and it stands in its parent as one box of fixed size.
Other clusters are transparent: they are clusters of the layout engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlarch.model import Architecture, EdgeData

__all__ = ["Region", "RegionPart", "clusters_around", "opaque_clusters", "regions"]


@dataclass(frozen=True)
class RegionPart:
    """A node or cluster within a region; only a transparent cluster has parts."""

    id: str
    parts: tuple[RegionPart, ...] | None = None

    @property
    def is_box(self) -> bool:
        """Say whether it stands as one box of fixed size."""
        return self.parts is None

    def boxes(self) -> Iterator[str]:
        """Yield the ids of all boxes in it, itself where it is one."""
        if self.parts is None:
            yield self.id
        else:
            for part in self.parts:
                yield from part.boxes()

    def ids(self) -> Iterator[str]:
        """Yield every id in it, its own first."""
        yield self.id
        for part in self.parts or ():
            yield from part.ids()


@dataclass(frozen=True)
class Region:
    """What is laid out at once: `id` is the opaque cluster around it, empty for the whole."""

    id: str
    parts: tuple[RegionPart, ...]
    edges: tuple[EdgeData, ...]


def opaque_clusters(arch: Architecture) -> frozenset[str]:
    """Return the clusters that no edge enters, ends on the cluster itself apart."""
    crossed: set[str] = set()
    inside = {id: frozenset(arch.ancestors(id)) for id in (*arch.nodes, *arch.clusters)}
    for edge in arch.edges.values():
        crossed |= inside[edge.source] ^ inside[edge.target]
    return frozenset(arch.clusters) - crossed


def regions(arch: Architecture) -> tuple[Region, ...]:
    """Return the regions of an architecture, inner ones before those they stand in."""
    opaque = opaque_clusters(arch)
    parents = _parents(arch)
    children: dict[str, list[str]] = defaultdict(list)
    for id, parent in parents.items():
        children[parent].append(id)
    home = {id: next((a for a in arch.ancestors(id) if a in opaque), "") for id in parents}
    edges: dict[str, list[EdgeData]] = defaultdict(list)
    for edge in arch.edges.values():
        edges[home[edge.source]].append(edge)

    def part(id: str) -> RegionPart:
        if id in arch.nodes or id in opaque:
            return RegionPart(id)
        return RegionPart(id, tuple(part(child) for child in children[id]))

    def region(id: str) -> Region:
        return Region(id, tuple(part(child) for child in children[id]), tuple(edges[id]))

    inner = sorted(opaque, key=lambda id: -len(arch.ancestors(id)))
    return (*(region(id) for id in inner), region(""))


def _parents(arch: Architecture) -> dict[str, str]:
    """Return every id with the cluster it stands in, in the order in which each first appears.

    A cluster appears with its first node, so that a picture reads in the order it was written.
    """
    parents: dict[str, str] = {}
    for node in arch.nodes.values():
        for cluster in reversed(arch.ancestors(node.id)):
            parents.setdefault(cluster, arch.clusters[cluster].cluster)
        parents[node.id] = node.cluster
    return {**parents, **{id: c.cluster for id, c in arch.clusters.items() if id not in parents}}


def clusters_around(parts: Iterable[RegionPart], chain: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Return the transparent clusters around each part, innermost first."""
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        found[part.id] = chain
        found.update(clusters_around(part.parts or (), (part.id, *chain)))
    return found
