"""Walk the graph of an architecture: through clusters and along edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlarch.model.architecture import Architecture
    from mlarch.model.parts import ClusterData, EdgeData, Node

__all__ = ["ancestors", "boxes", "descendants", "flow_edges", "longest_flows", "steps", "steps_of"]


def boxes(arch: Architecture) -> Iterator[Node | ClusterData]:
    """Yield the nodes, then the clusters."""
    yield from arch.nodes.values()
    yield from arch.clusters.values()


def ancestors(id: str, nodes: Mapping[str, Node], clusters: Mapping[str, ClusterData]) -> Iterator[str]:
    """Yield the clusters around a node or cluster once each, innermost first."""
    box = nodes.get(id) or clusters.get(id)
    seen = {id}
    while box is not None and box.cluster and box.cluster not in seen:
        yield box.cluster
        seen.add(box.cluster)
        box = clusters.get(box.cluster)


def descendants(arch: Architecture, ids: Iterable[str]) -> set[str]:
    """Return these nodes and clusters and everything inside them."""
    children: dict[str, list[str]] = {}
    for box in boxes(arch):
        children.setdefault(box.cluster, []).append(box.id)
    result: set[str] = set()
    waiting = [id for id in ids if id in arch.nodes or id in arch.clusters]
    while waiting:
        id = waiting.pop()
        if id not in result:
            result.add(id)
            waiting += children.get(id, ())
    return result


def steps(edge: EdgeData) -> tuple[tuple[str, str], ...]:
    """Return the steps that flows can take along an edge, by its arrow."""
    forward = () if edge.arrow == "back" else ((edge.source, edge.target),)
    return forward if edge.arrow == "forward" else (*forward, (edge.target, edge.source))


def steps_of(edges: Iterable[EdgeData]) -> set[tuple[str, str]]:
    """Return the steps that flows can take along these edges."""
    return {step for edge in edges for step in steps(edge)}


def flow_edges(path: Iterable[str], edges: Mapping[str, EdgeData]) -> tuple[str, ...]:
    """Return the key of the first edge that allows each step of a path."""
    return tuple(next(key for key, edge in edges.items() if step in steps(edge)) for step in pairwise(path))


def longest_flows(
    flows: Mapping[str, tuple[str, ...]], edges: Iterable[EdgeData]
) -> dict[str, tuple[str, ...]]:
    """Return the longest part of each flow that these edges allow."""
    allowed = steps_of(edges)
    longest = {name: max(_stretches(path, allowed), key=len, default=()) for name, path in flows.items()}
    return {name: path for name, path in longest.items() if len(path) > 1}


def _stretches(path: tuple[str, ...], allowed: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    start = 0
    for at, step in enumerate(pairwise(path), start=1):
        if step not in allowed:
            yield path[start:at]
            start = at
    yield path[start:]
