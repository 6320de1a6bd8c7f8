"""Lead a single line through a picture that is already laid out, and find a place for its label."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlarch.layout.curves import at, crosses, segments
from mlarch.layout.geometry import BoxGrid as Crossings
from mlarch.layout.geometry import flatten, length
from mlarch.layout.placement import Line
from mlarch.layout.positioned import Box, Point
from mlarch.layout.routing import Grid, rounded

__all__ = ["Thread", "thread"]

_LEAST_GAP = 26.0
_CLEAR = 6.0
_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)
_PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
# Prices, in px of length: a crossing, and an end that stands near another one.
_CROSSING, _CROWDED, _NEAR = 60.0, 80.0, 16.0


@dataclass(frozen=True)
class Thread:
    """A line from border to border, and the box of its label, None where it has none."""

    line: Line
    label: Box | None


def thread(
    source: Box,
    target: Box,
    label: tuple[float, float] | None,
    obstacles: Sequence[Box],
    lines: Sequence[Line],
) -> Thread:
    """Return a line that runs through no obstacle, as short as can be and across few lines.

    `label` is the size of its label. Where every curve runs through something it goes around.
    """
    kept_clear = [box.grown(_CLEAR) for box in obstacles]
    free = [line for line in _curves(source, target) if not any(crosses(line, box) for box in kept_clear)]
    others = Crossings(flatten(other, 1.0) for other in lines)
    ends = [end for other in lines for end in (other[0], other[-1])]
    line = (
        min(free, key=lambda one: _price(one, others, ends)) if free else _around(source, target, obstacles)
    )
    return Thread(line, _labelled(line, label, obstacles, lines) if label else None)


def _curves(source: Box, target: Box) -> Iterator[Line]:
    """Yield curves between facing sides, which they leave and reach at a right angle."""
    for a in _SHARES:
        for b in _SHARES:
            yield from _upright(source, target, a, b)
            yield from (_turned(line) for line in _upright(_turned_box(source), _turned_box(target), a, b))


def _upright(source: Box, target: Box, a: float, b: float) -> Iterator[Line]:
    x1, x2 = source.x + a * source.width, target.x + b * target.width
    if target.y - source.bottom >= _LEAST_GAP:
        y1, y2 = source.bottom, target.y
    elif source.y - target.bottom >= _LEAST_GAP:
        y1, y2 = source.y, target.bottom
    else:
        return
    middle = (y1 + y2) / 2
    yield ((x1, y1), (x1, middle), (x2, middle), (x2, y2))


def _turned_box(box: Box) -> Box:
    return Box(box.y, box.x, box.height, box.width)


def _turned(line: Line) -> Line:
    return tuple((y, x) for x, y in line)


def _price(line: Line, others: Crossings, ends: Sequence[Point]) -> float:
    flat = flatten(line, 1.0)
    bend = abs(line[0][0] - line[-1][0]) if line[0][0] == line[1][0] else abs(line[0][1] - line[-1][1])
    crowded = sum(math.dist(own, end) < _NEAR for own in (line[0], line[-1]) for end in ends)
    return length(flat) + bend / 2 + _CROSSING * others.crossed_by(flat) + _CROWDED * crowded


def _around(source: Box, target: Box, obstacles: Sequence[Box]) -> Line:
    """Return a way around all obstacles along a grid, straight across where there is none."""
    for clearance in (8.0, 4.0, 2.0):
        grid = Grid([*obstacles, source, target], [source, target], clearance)
        way = grid.walk(source, target, [*obstacles, source, target])
        if way is not None:
            return rounded(way)
    return _straight(source, target)


def _straight(source: Box, target: Box) -> Line:
    start, end = _border(source, target.center), _border(target, source.center)
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    inner = [(start[0] + n * third[0], start[1] + n * third[1]) for n in (1, 2)]
    return (start, *inner, end)


def _border(box: Box, towards: Point) -> Point:
    """Return the point of a box's border on the way from its centre to a point."""
    (x, y), (dx, dy) = box.center, (towards[0] - box.center[0], towards[1] - box.center[1])
    share = min(
        box.width / 2 / abs(dx) if dx else math.inf, box.height / 2 / abs(dy) if dy else math.inf, 1.0
    )
    return (x + dx * share, y + dy * share)


def _labelled(line: Line, size: tuple[float, float], obstacles: Sequence[Box], lines: Sequence[Line]) -> Box:
    """Return the box of a label on a line: the first place that is free, nearest to its middle."""
    width, height = size
    places = [_boxed(_along(line, share), width, height) for share in _PLACES]
    free = [box for box in places if not any(box.overlaps(o.grown(2.0)) for o in obstacles)]
    clear = (box for box in free if not any(crosses(other, box.grown(2.0)) for other in lines))
    return next(clear, (free or places)[0])


def _boxed(middle: Point, width: float, height: float) -> Box:
    return Box(middle[0] - width / 2, middle[1] - height / 2, width, height)


def _along(line: Line, share: float) -> Point:
    """Return the point at a share of a line's length."""
    points = [at(segment, step / 16) for segment in segments(line) for step in range(17)]
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = share * math.fsum(lengths)
    for point, stretch in zip(points, lengths, strict=False):
        if left <= stretch:
            return point
        left -= stretch
    return points[-1]
