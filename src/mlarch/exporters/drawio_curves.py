"""Convert Bézier curves to draw.io's, and find the point nearest to a label."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from mlarch.layout.positioned import Point

__all__ = ["bend_points", "nearest_point"]

_STRAIGHT = 0.5


def bend_points(points: Sequence[Point]) -> list[Point]:
    """Return the points of draw.io's curve, none for a straight line.

    draw.io chains quadratic curves from midpoint to midpoint. Two of them approximate a cubic curve if
    their control points lie three quarters along its handles.
    """
    if all(_distance_to_line(points[0], points[-1], point) < _STRAIGHT for point in points):
        return []
    bends = []
    for at in range(0, len(points) - 1, 3):
        start, first, second, end = points[at : at + 4]
        bends += [_point_along(start, first, 0.75), _point_along(end, second, 0.75)]
    return [
        point
        for point, before in zip(bends, [points[0], *bends], strict=False)
        if math.dist(point, before) > 1
    ]


def nearest_point(line: Sequence[Point], point: Point) -> tuple[float, Point]:
    """Return the point of a line nearest to another, after its position.

    The position is the fraction of the line's length before the point.
    """
    whole = sum(math.dist(a, b) for a, b in pairwise(line)) or 1.0
    best, before = (math.inf, 0.0, line[0]), 0.0
    for a, b in pairwise(line):
        length = math.dist(a, b)
        dot = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])
        fraction = min(max(dot / length**2, 0.0), 1.0) if length else 0.0
        candidate = _point_along(a, b, fraction)
        best = min(best, (math.dist(candidate, point), (before + fraction * length) / whole, candidate))
        before += length
    return best[1], best[2]


def _point_along(start: Point, end: Point, fraction: float) -> Point:
    return (start[0] + (end[0] - start[0]) * fraction, start[1] + (end[1] - start[1]) * fraction)


def _distance_to_line(start: Point, end: Point, point: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(start, point)
    area = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return abs(area) / length
