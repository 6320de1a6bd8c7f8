"""Find the boxes near a box quickly: a grid of squares, each knowing the boxes that touch it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from mlarch.layout.curves import segments
from mlarch.layout.geometry import around
from mlarch.layout.positioned import Box, Point

__all__ = ["Nearby"]

T = TypeVar("T")

# Side of a square in px: about two cards.
_SQUARE = 320.0


class Nearby(Generic[T]):
    """Things with their boxes, to be asked which of them may overlap another box."""

    def __init__(self, things: Iterable[tuple[T, Box]]) -> None:
        self._squares: dict[tuple[int, int], list[tuple[T, Box]]] = defaultdict(list)
        for thing, box in things:
            for square in _squares(box):
                self._squares[square].append((thing, box))

    def near(self, box: Box) -> Iterator[tuple[T, Box]]:
        """Yield, once each and in a fixed order, what may overlap a box."""
        seen: set[int] = set()
        for square in _squares(box):
            for entry in self._squares.get(square, ()):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry

    def along(self, line: tuple[Point, ...]) -> Iterator[tuple[T, Box]]:
        """Yield, once each, what may overlap one of a line's curves: a long line comes by little."""
        seen: set[int] = set()
        for segment in segments(line):
            for entry in self.near(around(segment)):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x // _SQUARE), int(box.right // _SQUARE) + 1):
        for row in range(int(box.y // _SQUARE), int(box.bottom // _SQUARE) + 1):
            yield column, row
