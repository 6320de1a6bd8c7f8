"""Measure lines and boxes: lengths, distances and overlaps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from mlarch.layout.positioned import Box, Point

__all__ = [
    "Polyline",
    "around",
    "border_distance",
    "clipped",
    "distance",
    "excess",
    "flatten",
    "inside_length",
    "length",
    "overlap",
    "overlapping",
    "segment_distance",
    "united",
]

Polyline = tuple[Point, ...]


def flatten(points: Sequence[Point], tolerance: float = 0.25) -> Polyline:
    """Return cubic Bezier points (1 + 3n of them) as a polyline within `tolerance` px.

    >>> flatten([(0, 0), (1, 0), (2, 0), (3, 0)])
    ((0, 0), (3.0, 0.0))
    """
    line = list(points[:1])
    for at in range(0, len(points) - 3, 3):
        line.extend(_curve(points[at], points[at + 1], points[at + 2], points[at + 3], tolerance))
    return tuple(line)


def _curve(a: Point, b: Point, c: Point, d: Point, tolerance: float) -> Iterator[Point]:
    # With n chords a cubic is approximated within |B''| / 8n², and |B''| is at most 6 times the bend.
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
    return segment_distance(b, *chord) < 0.1 and segment_distance(c, *chord) < 0.1


def length(line: Polyline) -> float:
    """Return the length of a polyline."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(line))


def around(points: Iterable[Point]) -> Box:
    """Return the smallest box around all points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def united(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all boxes."""
    return around(point for box in boxes for point in ((box.x, box.y), (box.right, box.bottom)))


def overlap(a: Box, b: Box) -> float:
    """Return the smaller side of the overlap of two boxes, negative if apart."""
    return min(min(a.right, b.right) - max(a.x, b.x), min(a.bottom, b.bottom) - max(a.y, b.y))


def excess(box: Box, outer: Box) -> float:
    """Return how far a box sticks out of another, negative if it is inside."""
    return max(outer.x - box.x, outer.y - box.y, box.right - outer.right, box.bottom - outer.bottom)


def overlapping(boxes: Sequence[Box], slack: float) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of boxes that overlap by more than `slack`."""
    active: list[int] = []
    for index in sorted(range(len(boxes)), key=lambda i: boxes[i].x):
        box = boxes[index]
        active = [i for i in active if boxes[i].right > box.x + slack]
        yield from ((min(i, index), max(i, index)) for i in active if boxes[i].overlaps(box, slack))
        active.append(index)


def border_distance(point: Point, box: Box) -> float:
    """Return the distance from a point to the border of a box, from inside or outside."""
    x, y = point
    if box.contains(point):
        return min(x - box.x, box.right - x, y - box.y, box.bottom - y)
    return math.hypot(max(box.x - x, 0, x - box.right), max(box.y - y, 0, y - box.bottom))


def distance(point: Point, line: Polyline) -> float:
    """Return the distance from a point to a polyline."""
    return min(
        (segment_distance(point, *a, *b) for a, b in itertools.pairwise(line)),
        default=math.dist(point, line[0]),
    )


def segment_distance(point: Point, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the distance from a point to the segment from (ax, ay) to (bx, by)."""
    px, py = point
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / square))
    return math.hypot(px - ax - t * dx, py - ay - t * dy)


def inside_length(line: Polyline, box: Box) -> float:
    """Return the length of a polyline inside a box."""
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
    """Return the length of a segment inside a box (Liang-Barsky clipping)."""
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
