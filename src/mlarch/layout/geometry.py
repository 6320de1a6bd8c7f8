"""Answer what curves and boxes have in common: lengths, distances, crossings."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mlarch.layout.positioned import Box, Point

__all__ = [
    "BoxGrid",
    "Polyline",
    "Segment",
    "around",
    "border_distance",
    "clipped",
    "distance",
    "flatten",
    "inside_length",
    "length",
    "overlap",
    "overlapping",
    "united",
]

Polyline = tuple[Point, ...]
Segment = tuple[int, float, float, float, float]
"""The number of the line it belongs to, and its two ends."""


def flatten(points: Sequence[Point], tolerance: float = 0.25) -> Polyline:
    """Return cubic Bezier points (1 + 3n of them) as a polyline nowhere further off than `tolerance` px.

    >>> flatten([(0, 0), (1, 0), (2, 0), (3, 0)])
    ((0, 0), (3.0, 0.0))
    """
    line = list(points[:1])
    for at in range(0, len(points) - 3, 3):
        line.extend(_curve(points[at], points[at + 1], points[at + 2], points[at + 3], tolerance))
    return tuple(line)


def _curve(a: Point, b: Point, c: Point, d: Point, tolerance: float) -> Iterator[Point]:
    # A chord of a cubic is off by at most |B''| / 8n², and |B''| is at most 6 times the bend.
    bend = max(
        math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1]),
        math.hypot(b[0] - 2 * c[0] + d[0], b[1] - 2 * c[1] + d[1]),
    )
    pieces = 1 if _straight(a, b, c, d) else max(1, math.ceil(math.sqrt(0.75 * bend / tolerance)))
    for number in range(1, pieces + 1):
        t = number / pieces
        s = 1 - t
        w, x, y, z = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        yield (w * a[0] + x * b[0] + y * c[0] + z * d[0], w * a[1] + x * b[1] + y * c[1] + z * d[1])


def _straight(a: Point, b: Point, c: Point, d: Point) -> bool:
    chord = (a[0], a[1], d[0], d[1])
    return _to_segment(b, *chord) < 0.1 and _to_segment(c, *chord) < 0.1


def length(line: Polyline) -> float:
    """Return the length of a polyline."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(line))


def around(points: Iterable[Point]) -> Box:
    """Return the smallest box around some points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def united(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around some boxes."""
    return around(point for box in boxes for point in ((box.x, box.y), (box.right, box.bottom)))


def overlap(one: Box, other: Box) -> float:
    """Return by how much two boxes overlap: the smaller of width and height of what they share."""
    return min(
        min(one.right, other.right) - max(one.x, other.x), min(one.bottom, other.bottom) - max(one.y, other.y)
    )


def overlapping(boxes: Sequence[Box], slack: float) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the boxes that overlap by more than `slack`, smaller number first."""
    open_: list[int] = []
    for now in sorted(range(len(boxes)), key=lambda number: boxes[number].x):
        box = boxes[now]
        open_ = [number for number in open_ if boxes[number].right > box.x + slack]
        yield from ((min(n, now), max(n, now)) for n in open_ if boxes[n].overlaps(box, slack))
        open_.append(now)


def border_distance(point: Point, box: Box) -> float:
    """Return the distance of a point to the border of a box, from inside or outside."""
    x, y = point
    if box.contains(point):
        return min(x - box.x, box.right - x, y - box.y, box.bottom - y)
    return math.hypot(max(box.x - x, 0, x - box.right), max(box.y - y, 0, y - box.bottom))


def distance(point: Point, line: Polyline) -> float:
    """Return the distance of a point to a polyline."""
    return min(
        (_to_segment(point, *a, *b) for a, b in itertools.pairwise(line)),
        default=math.dist(point, line[0]),
    )


def _to_segment(point: Point, ax: float, ay: float, bx: float, by: float) -> float:
    px, py = point
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / square))
    return math.hypot(px - ax - t * dx, py - ay - t * dy)


def inside_length(line: Polyline, box: Box) -> float:
    """Return how much of a polyline runs inside a box."""
    left, right, top, bottom = box.x, box.right, box.y, box.bottom
    return sum(
        clipped(ax, ay, bx, by, box)
        for (ax, ay), (bx, by) in itertools.pairwise(line)
        if not (
            (ax <= left and bx <= left)
            or (ax >= right and bx >= right)
            or (ay <= top and by <= top)
            or (ay >= bottom and by >= bottom)
        )
    )


def clipped(ax: float, ay: float, bx: float, by: float, box: Box) -> float:
    """Return how much of a segment runs inside a box (the clipping of Liang and Barsky)."""
    dx, dy = bx - ax, by - ay
    begin, end = 0.0, 1.0
    for delta, low, high in ((dx, box.x - ax, box.right - ax), (dy, box.y - ay, box.bottom - ay)):
        if delta == 0:
            if low >= 0 or high <= 0:
                return 0.0
            continue
        first, last = (low / delta, high / delta) if delta > 0 else (high / delta, low / delta)
        begin, end = max(begin, first), min(end, last)
        if begin >= end:
            return 0.0
    return (end - begin) * math.hypot(dx, dy)


class BoxGrid:
    """Segments of numbered polylines by the square of the plane they run through."""

    def __init__(self, lines: Iterable[Polyline], size: float = 64.0) -> None:
        self.size = size
        self.cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        for number, line in enumerate(lines):
            self.add(number, line)

    def add(self, number: int, line: Polyline) -> None:
        """Put in a line, or one more piece of it."""
        for a, b in itertools.pairwise(line):
            segment = (number, *a, *b)
            for cell in self._squares(segment):
                self.cells[cell].append(segment)

    def remove(self, number: int, line: Polyline) -> None:
        """Take out what was added."""
        for a, b in itertools.pairwise(line):
            segment = (number, *a, *b)
            for cell in self._squares(segment):
                self.cells[cell].remove(segment)

    def _squares(self, segment: Segment) -> Iterator[tuple[int, int]]:
        _, ax, ay, bx, by = segment
        size = self.size
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
        """Return the numbers of the lines that run through the squares a box touches, or more."""
        return {segment[0] for segment in self._touching(box)}

    def inside(self, box: Box) -> dict[int, float]:
        """Return how much of each line runs inside a box, by number, where any does."""
        lengths: dict[int, float] = defaultdict(float)
        # One segment may lie in several squares.
        for number, ax, ay, bx, by in {id(segment): segment for segment in self._touching(box)}.values():
            shared = clipped(ax, ay, bx, by, box)
            if shared:
                lengths[number] += shared
        return dict(sorted(lengths.items()))

    def _touching(self, box: Box) -> Iterator[Segment]:
        size = self.size
        columns = range(math.floor(box.x / size), math.floor(box.right / size) + 1)
        for row in range(math.floor(box.y / size), math.floor(box.bottom / size) + 1):
            for column in columns:
                yield from self.cells.get((column, row), ())

    def within(self, reach: float, point: Point) -> set[int]:
        """Return the numbers of the lines that come as near as that to a point."""
        box = Box(point[0] - reach, point[1] - reach, 2 * reach, 2 * reach)
        return {
            number
            for number, ax, ay, bx, by in self._touching(box)
            if _to_segment(point, ax, ay, bx, by) < reach
        }

    def crossed_by(self, line: Polyline, *, but: int = -1) -> int:
        """Return how often a line crosses those in here, `but` for one number."""
        count = 0
        for a, b in itertools.pairwise(line):
            one: Segment = (-1, *a, *b)
            for column, row in self._squares(one):
                square = self._square(column, row)
                others = (other for other in self.cells.get((column, row), ()) if other[0] != but)
                points = (_crossing(one, other) for other in others)
                count += sum(point is not None and _holds(square, point) for point in points)
        return count

    def _square(self, column: int, row: int) -> Box:
        return Box(column * self.size, row * self.size, self.size, self.size)

    def crossings(self) -> Iterator[tuple[int, int, Point]]:
        """Yield each place where two different lines cross: their numbers and the point."""
        for (column, row), segments in self.cells.items():
            square = self._square(column, row)
            for at, one in enumerate(segments):
                for other in segments[at + 1 :]:
                    if one[0] != other[0]:
                        point = _crossing(one, other)
                        # A pair may share several squares: the crossing is in one of them.
                        if point is not None and _holds(square, point):
                            yield min(one[0], other[0]), max(one[0], other[0]), point


def _holds(square: Box, point: Point) -> bool:
    return square.x <= point[0] < square.right and square.y <= point[1] < square.bottom


def _crossing(one: Segment, other: Segment) -> Point | None:
    _, ax, ay, bx, by = one
    _, cx, cy, dx, dy = other
    ux, uy, vx, vy = bx - ax, by - ay, dx - cx, dy - cy
    turn = ux * vy - uy * vx
    if turn == 0:
        return None
    s = ((cx - ax) * vy - (cy - ay) * vx) / turn
    t = ((cx - ax) * uy - (cy - ay) * ux) / turn
    # Half open, so that a crossing at a joint of a polyline counts once.
    if 0 <= s < 1 and 0 <= t < 1:
        return (ax + s * ux, ay + s * uy)
    return None
