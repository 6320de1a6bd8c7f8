"""Say a curve of ours in the points of draw.io's, and find where along it something stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from mlarch.layout.positioned import Point

__all__ = ["bends_of", "nearest"]

_STRAIGHT = 0.5


def bends_of(points: Sequence[Point]) -> list[Point]:
    """Return the points that make draw.io's curve follow ours, none for a straight line.

    Its curve is a chain of quadratic ones from middle to middle of the points; two of those come
    near a cubic one when their control points lie three quarters along its handles.
    """
    if all(_aside(points[0], points[-1], point) < _STRAIGHT for point in points):
        return []
    bends = []
    for at in range(0, len(points) - 1, 3):
        start, first, second, end = points[at : at + 4]
        bends += [_along(start, first, 0.75), _along(end, second, 0.75)]
    return [
        point
        for point, before in zip(bends, [points[0], *bends], strict=False)
        if math.dist(point, before) > 1
    ]


def _along(start: Point, end: Point, part: float) -> Point:
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _aside(start: Point, end: Point, point: Point) -> float:
    """Return how far a point lies from the line between two others."""
    length = math.dist(start, end)
    if not length:
        return math.dist(start, point)
    area = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return abs(area) / length


def nearest(line: Sequence[Point], point: Point) -> tuple[float, Point]:
    """Return the point of a line nearest to another, and which part of its length lies before it."""
    whole = sum(math.dist(a, b) for a, b in pairwise(line)) or 1.0
    best, before = (math.inf, 0.0, line[0]), 0.0
    for a, b in pairwise(line):
        length = math.dist(a, b)
        dot = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])
        part = min(max(dot / length**2, 0.0), 1.0) if length else 0.0
        found = _along(a, b, part)
        best = min(best, (math.dist(found, point), (before + part * length) / whole, found))
        before += length
    return best[1], best[2]
