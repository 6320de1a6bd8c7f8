"""Split an architecture into regions that are laid out separately.

A cluster is opaque if no edge from outside enters it (edges may end on the cluster itself). Its content
is a region with a direction of its own, and one box of fixed size in the region around it. All other
clusters are transparent: they are laid out together with their content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlarch.model import Architecture, EdgeData

__all__ = ["Region", "RegionPart", "clusters_around", "opaque_clusters", "regions"]


@dataclass(frozen=True)
class RegionPart:
    """A node or cluster in a region; only transparent clusters have parts."""

    id: str
    parts: tuple[RegionPart, ...] | None = None

    @property
    def is_box(self) -> bool:
        """Whether it is laid out as one box of fixed size."""
        return self.parts is None

    def boxes(self) -> Iterator[str]:
        """Yield the ids of all boxes in it, its own if it is a box."""
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
    """Parts that are laid out together; `id` is the cluster around them, or ''."""

    id: str
    parts: tuple[RegionPart, ...]
    edges: tuple[EdgeData, ...]


def opaque_clusters(arch: Architecture) -> frozenset[str]:
    """Return the clusters that no edge enters, except to end on the cluster itself."""
    crossed: set[str] = set()
    inside = {id: frozenset(arch.ancestors(id)) for id in (*arch.nodes, *arch.clusters)}
    for edge in arch.edges.values():
        crossed |= inside[edge.source] ^ inside[edge.target]
    return frozenset(arch.clusters) - crossed


def regions(arch: Architecture) -> tuple[Region, ...]:
    """Return the regions of an architecture, inner before outer."""
    opaque = opaque_clusters(arch)
    parents = _parents(arch)
    children: dict[str, list[str]] = defaultdict(list)
    for id, parent in parents.items():
        children[parent].append(id)
    region_of = {id: next((a for a in arch.ancestors(id) if a in opaque), "") for id in parents}
    edges: dict[str, list[EdgeData]] = defaultdict(list)
    for edge in arch.edges.values():
        edges[region_of[edge.source]].append(edge)

    def part(id: str) -> RegionPart:
        if id in arch.nodes or id in opaque:
            return RegionPart(id)
        return RegionPart(id, tuple(part(child) for child in children[id]))

    def region(id: str) -> Region:
        return Region(id, tuple(part(child) for child in children[id]), tuple(edges[id]))

    inner = sorted(opaque, key=lambda id: -len(arch.ancestors(id)))
    return (*(region(id) for id in inner), region(""))


def _parents(arch: Architecture) -> dict[str, str]:
    """Return the parent cluster by id, in order of declaration.

    A cluster comes just before its first node, so that the picture follows the order of the source.
    """
    parents: dict[str, str] = {}
    for node in arch.nodes.values():
        for cluster in reversed(arch.ancestors(node.id)):
            parents.setdefault(cluster, arch.clusters[cluster].cluster)
        parents[node.id] = node.cluster
    return {**parents, **{id: c.cluster for id, c in arch.clusters.items() if id not in parents}}


def clusters_around(parts: Iterable[RegionPart], chain: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Return the transparent clusters around each part, innermost first."""
    chains: dict[str, tuple[str, ...]] = {}
    for part in parts:
        chains[part.id] = chain
        chains.update(clusters_around(part.parts or (), (part.id, *chain)))
    return chains
