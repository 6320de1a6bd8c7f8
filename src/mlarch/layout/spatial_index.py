"""Find the lines or boxes near a box quickly, with a grid of squares."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from mlarch.layout.curves import segments
from mlarch.layout.geometry import Polyline, around, clipped, segment_distance
from mlarch.layout.positioned import Box, Point

__all__ = ["BoxIndex", "LineIndex"]

T = TypeVar("T")

# Side of a square of `BoxIndex` in px: about two cards.
_SQUARE = 320.0

_Square = tuple[int, int]
_Segment = tuple[int, float, float, float, float]
"""The number of its line, and both ends."""


class BoxIndex(Generic[T]):
    """Items with their boxes, to find those that may overlap another box."""

    def __init__(self, items: Iterable[tuple[T, Box]]) -> None:
        self._squares: dict[_Square, list[tuple[T, Box]]] = defaultdict(list)
        for item, box in items:
            for square in _squares(box, _SQUARE):
                self._squares[square].append((item, box))

    def near(self, box: Box) -> Iterator[tuple[T, Box]]:
        """Yield each item that may overlap a box once, in a fixed order."""
        seen: set[int] = set()
        for square in _squares(box, _SQUARE):
            for entry in self._squares.get(square, ()):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry

    def along(self, line: tuple[Point, ...]) -> Iterator[tuple[T, Box]]:
        """Yield each item that may overlap one of a line's cubic segments once."""
        seen: set[int] = set()
        for segment in segments(line):
            for entry in self.near(around(segment)):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry


def _squares(box: Box, size: float) -> Iterator[_Square]:
    for column in range(int(box.x // size), int(box.right // size) + 1):
        for row in range(int(box.y // size), int(box.bottom // size) + 1):
            yield column, row


class LineIndex:
    """Numbered polylines, to find those near a box, a point or another line."""

    def __init__(self, lines: Iterable[Polyline], size: float = 64.0) -> None:
        self._size = size
        self._segments: dict[tuple[int, int], list[_Segment]] = defaultdict(list)
        for number, line in enumerate(lines):
            self.add(number, line)

    def add(self, number: int, line: Polyline) -> None:
        """Add a line, or one more piece of it."""
        for a, b in itertools.pairwise(line):
            segment = (number, *a, *b)
            for cell in self._squares(segment):
                self._segments[cell].append(segment)

    def remove(self, number: int, line: Polyline) -> None:
        """Remove a line, or a piece of it, that was added."""
        for a, b in itertools.pairwise(line):
            segment = (number, *a, *b)
            for cell in self._squares(segment):
                self._segments[cell].remove(segment)

    def _squares(self, segment: _Segment) -> Iterator[_Square]:
        _, ax, ay, bx, by = segment
        size = self._size
        if ay > by:
            ax, ay, bx, by = bx, by, ax, ay
        top, bottom = math.floor(ay / size), math.floor(by / size)
        for row in range(top, bottom + 1):
            x1 = ax if row == top else ax + (bx - ax) * (row * size - ay) / (by - ay)
            x2 = bx if row == bottom else ax + (bx - ax) * ((row + 1) * size - ay) / (by - ay)
            left, right = (x1, x2) if x1 < x2 else (x2, x1)
            yield from (
                (column, row) for column in range(math.floor(left / size), math.floor(right / size) + 1)
            )

    def near(self, box: Box) -> set[int]:
        """Return the numbers of the lines in the squares that a box touches."""
        return {segment[0] for segment in self._touching(box)}

    def inside(self, box: Box) -> dict[int, float]:
        """Return the length inside a box of each line through it, by number."""
        lengths: dict[int, float] = defaultdict(float)
        # A segment may be in several squares.
        for number, ax, ay, bx, by in {id(segment): segment for segment in self._touching(box)}.values():
            shared = clipped(ax, ay, bx, by, box)
            if shared:
                lengths[number] += shared
        return dict(sorted(lengths.items()))

    def _touching(self, box: Box) -> Iterator[_Segment]:
        size = self._size
        columns = range(math.floor(box.x / size), math.floor(box.right / size) + 1)
        for row in range(math.floor(box.y / size), math.floor(box.bottom / size) + 1):
            for column in columns:
                yield from self._segments.get((column, row), ())

    def within(self, reach: float, point: Point) -> set[int]:
        """Return the numbers of the lines less than `reach` px from a point."""
        box = Box(point[0] - reach, point[1] - reach, 2 * reach, 2 * reach)
        return {
            number
            for number, ax, ay, bx, by in self._touching(box)
            if segment_distance(point, ax, ay, bx, by) < reach
        }

    def crossed_by(self, line: Polyline, *, ignore: int = -1) -> int:
        """Return the number of crossings with a line, except with number `ignore`."""
        count = 0
        for a, b in itertools.pairwise(line):
            segment: _Segment = (-1, *a, *b)
            for column, row in self._squares(segment):
                square = self._square(column, row)
                others = (other for other in self._segments.get((column, row), ()) if other[0] != ignore)
                points = (_crossing(segment, other) for other in others)
                count += sum(point is not None and _holds(square, point) for point in points)
        return count

    def _square(self, column: int, row: int) -> Box:
        return Box(column * self._size, row * self._size, self._size, self._size)

    def crossings(self) -> Iterator[tuple[int, int, Point]]:
        """Yield each crossing of two different lines: their numbers and the point."""
        for (column, row), cell in self._segments.items():
            square = self._square(column, row)
            for at, first in enumerate(cell):
                for second in cell[at + 1 :]:
                    if first[0] != second[0]:
                        point = _crossing(first, second)
                        # A pair may share several squares. Only one of them holds the crossing.
                        if point is not None and _holds(square, point):
                            yield min(first[0], second[0]), max(first[0], second[0]), point


def _holds(square: Box, point: Point) -> bool:
    return square.x <= point[0] < square.right and square.y <= point[1] < square.bottom


def _crossing(first: _Segment, second: _Segment) -> Point | None:
    _, ax, ay, bx, by = first
    _, cx, cy, dx, dy = second
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    turn = ux * vy - uy * vx
    if turn == 0:
        return None
    s = ((cx - ax) * vy - (cy - ay) * vx) / turn
    t = ((cx - ax) * uy - (cy - ay) * ux) / turn
    # Half-open intervals, so that a crossing at a joint of a polyline counts once.
    if 0 <= s < 1 and 0 <= t < 1:
        return (ax + s * ux, ay + s * uy)
    return None
