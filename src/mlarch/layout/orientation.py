"""Point every edge downwards: the edges that come first decide, later ones that close a circle turn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["AcyclicGraph"]

V = TypeVar("V", bound=Hashable)


class AcyclicGraph(Generic[V]):
    """A directed graph that refuses the edge that would close a circle.

    It keeps a topological order and repairs it at each insertion within the affected stretch only:
    Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", 2007.

    >>> graph = AcyclicGraph("abc")
    >>> graph.add("a", "b"), graph.add("b", "c"), graph.add("c", "a")
    (True, True, False)
    """

    def __init__(self, vertices: Iterable[V]) -> None:
        self._rank = {vertex: rank for rank, vertex in enumerate(vertices)}
        self._after: dict[V, list[V]] = {vertex: [] for vertex in self._rank}
        self._before: dict[V, list[V]] = {vertex: [] for vertex in self._rank}

    def add(self, source: V, target: V) -> bool:
        """Add an edge and return True, or return False if it would close a circle."""
        low, high = self._rank[target], self._rank[source]
        if low <= high:
            forward = self._reach(target, self._after, low, high)
            if source in forward:
                return False
            backward = self._reach(source, self._before, low, high)
            self._reorder(backward, forward)
        self._after[source].append(target)
        self._before[target].append(source)
        return True

    def remove(self, source: V, target: V) -> None:
        """Remove one edge; the order stays valid."""
        self._after[source].remove(target)
        self._before[target].remove(source)

    def longest_path(self, source: V, target: V) -> list[V]:
        """Return the vertices of the longest way between two vertices, empty if there is none.

        >>> graph = AcyclicGraph("abc")
        >>> graph.add("a", "c"), graph.add("a", "b"), graph.add("b", "c")
        (True, True, True)
        >>> graph.longest_path("a", "c")
        ['a', 'b', 'c']
        """
        between = [v for v, rank in self._rank.items() if self._rank[source] <= rank <= self._rank[target]]
        length: dict[V, int] = {source: 0}
        came: dict[V, V] = {}
        for vertex in sorted(between, key=self._rank.__getitem__):
            for following in self._after[vertex] if vertex in length else ():
                if length[vertex] + 1 > length.get(following, -1):
                    length[following] = length[vertex] + 1
                    came[following] = vertex
        path = [target] if target in length else []
        while path and path[-1] in came:
            path.append(came[path[-1]])
        return path[::-1]

    def _reach(self, start: V, links: dict[V, list[V]], low: int, high: int) -> set[V]:
        found, waiting = {start}, [start]
        while waiting:
            for vertex in links[waiting.pop()]:
                if vertex not in found and low <= self._rank[vertex] <= high:
                    found.add(vertex)
                    waiting.append(vertex)
        return found

    def _reorder(self, first: set[V], then: set[V]) -> None:
        by_rank = self._rank.__getitem__
        ordered = sorted(first, key=by_rank) + sorted(then, key=by_rank)
        ranks = sorted(self._rank[vertex] for vertex in ordered)
        self._rank.update(zip(ordered, ranks, strict=True))
