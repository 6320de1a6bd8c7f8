"""Insert one edge and its label into a finished layout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlarch.layout.curves import at, crosses, segments
from mlarch.layout.geometry import flatten, length
from mlarch.layout.placement import Line
from mlarch.layout.positioned import Box, Point
from mlarch.layout.routing import Grid, rounded
from mlarch.layout.spatial_index import LineIndex

__all__ = ["InsertedEdge", "insert_edge"]

# A curve needs this distance between facing sides, and keeps this clearance from obstacles, in px.
_LEAST_GAP, _CLEARANCE = 26.0, 6.0
# Places along the side of a box for the ends of a curve, and along a line for its label.
_END_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)
_LABEL_SHARES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
# Costs in px of length: a crossing, and an end within `_CROWDED_DISTANCE` of another end.
_CROSSING_COST, _CROWDED_COST, _CROWDED_DISTANCE = 60.0, 80.0, 16.0


@dataclass(frozen=True)
class InsertedEdge:
    """A line from border to border, and the box of its label, None for no label."""

    line: Line
    label: Box | None


def insert_edge(
    source: Box,
    target: Box,
    label: tuple[float, float] | None,
    obstacles: Sequence[Box],
    lines: Sequence[Line],
) -> InsertedEdge:
    """Return a short line that crosses no obstacle and few of the other lines.

    `label` is the width and height of the label in px. If every simple curve crosses an obstacle, the
    line goes around on a grid.
    """
    grown = [box.grown(_CLEARANCE) for box in obstacles]
    curves = [curve for curve in _curves(source, target) if not any(crosses(curve, box) for box in grown)]
    others = LineIndex(flatten(other, 1.0) for other in lines)
    ends = [end for other in lines for end in (other[0], other[-1])]
    if curves:
        line = min(curves, key=lambda curve: _cost(curve, others, ends))
    else:
        line = _route(source, target, obstacles)
    return InsertedEdge(line, _label_box(line, label, obstacles, lines) if label else None)


def _curves(source: Box, target: Box) -> Iterator[Line]:
    """Yield curves between facing sides that start and end at a right angle."""
    for a in _END_SHARES:
        for b in _END_SHARES:
            yield from _vertical(source, target, a, b)
            transposed = _vertical(_transposed_box(source), _transposed_box(target), a, b)
            yield from (_transposed(line) for line in transposed)


def _vertical(source: Box, target: Box, a: float, b: float) -> Iterator[Line]:
    """Yield a curve from one box up or down to the other, if there is room."""
    x1, x2 = source.x + a * source.width, target.x + b * target.width
    if target.y - source.bottom >= _LEAST_GAP:
        y1, y2 = source.bottom, target.y
    elif source.y - target.bottom >= _LEAST_GAP:
        y1, y2 = source.y, target.bottom
    else:
        return
    middle = (y1 + y2) / 2
    yield ((x1, y1), (x1, middle), (x2, middle), (x2, y2))


def _transposed_box(box: Box) -> Box:
    return Box(box.y, box.x, box.height, box.width)


def _transposed(line: Line) -> Line:
    return tuple((y, x) for x, y in line)


def _cost(line: Line, others: LineIndex, ends: Sequence[Point]) -> float:
    flat = flatten(line, 1.0)
    bend = abs(line[0][0] - line[-1][0]) if line[0][0] == line[1][0] else abs(line[0][1] - line[-1][1])
    crowded = sum(math.dist(own, end) < _CROWDED_DISTANCE for own in (line[0], line[-1]) for end in ends)
    crossings = others.crossed_by(flat)
    return length(flat) + bend / 2 + _CROSSING_COST * crossings + _CROWDED_COST * crowded


def _route(source: Box, target: Box, obstacles: Sequence[Box]) -> Line:
    """Return a route around obstacles on a grid, or else a straight line."""
    for clearance in (8.0, 4.0, 2.0):
        grid = Grid([*obstacles, source, target], [source, target], clearance)
        corners = grid.route(source, target, [*obstacles, source, target])
        if corners is not None:
            return rounded(corners)
    return _straight(source, target)


def _straight(source: Box, target: Box) -> Line:
    start, end = _border_point(source, target.center), _border_point(target, source.center)
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    inner = [(start[0] + n * third[0], start[1] + n * third[1]) for n in (1, 2)]
    return (start, *inner, end)


def _border_point(box: Box, towards: Point) -> Point:
    """Return the border point of a box in the direction of a point."""
    (x, y), (dx, dy) = box.center, (towards[0] - box.center[0], towards[1] - box.center[1])
    share = min(
        box.width / 2 / abs(dx) if dx else math.inf, box.height / 2 / abs(dy) if dy else math.inf, 1.0
    )
    return (x + dx * share, y + dy * share)


def _label_box(line: Line, size: tuple[float, float], obstacles: Sequence[Box], lines: Sequence[Line]) -> Box:
    """Return the box of a label on a line: the free place nearest to the middle."""
    width, height = size
    places = [_centered_box(_point_at(line, share), width, height) for share in _LABEL_SHARES]
    free = [box for box in places if not any(box.overlaps(o.grown(2.0)) for o in obstacles)]
    clear = (box for box in free if not any(crosses(other, box.grown(2.0)) for other in lines))
    return next(clear, (free or places)[0])


def _centered_box(center: Point, width: float, height: float) -> Box:
    return Box(center[0] - width / 2, center[1] - height / 2, width, height)


def _point_at(line: Line, share: float) -> Point:
    """Return the point at a share of a line's length."""
    points = [at(segment, step / 16) for segment in segments(line) for step in range(17)]
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    remaining = share * math.fsum(lengths)
    for point, stretch in zip(points, lengths, strict=False):
        if remaining <= stretch:
            return point
        remaining -= stretch
    return points[-1]
