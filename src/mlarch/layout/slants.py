"""Redraw lines that leave a box at a slant, skim another one or wind: straight out, across, straight in.

The engine aims at the middle of a box. A line from far beside it so meets the border near a corner
and runs almost along it, or passes close above a neighbour. It is drawn anew as one curve to the
side, or with a level stretch half-way between the rows, if nothing is in the way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from mlarch.layout.geometry import Polyline, around, flatten, inside_length
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box, Point
from mlarch.layout.routing import rounded
from mlarch.layout.spatial_index import BoxIndex, LineIndex
from mlarch.model import EdgeData

__all__ = ["CLOSE", "SKIMMED", "with_level_runs"]

# A line skims a box if more than SKIMMED px of it run within CLOSE px of it.
CLOSE, SKIMMED = 9.0, 24.0
# Distances in px: of an end from a corner and from another end, of a line from boxes and from lines.
_CORNER, _APART, _CLEAR, _BETWEEN = 20.0, 12.0, 4.0, 6.0
# How far two lines may run side by side nearer than that, and how often that is looked at, in px.
_ALONG, _STEP = 12.0, 4.0
# How near a corner no line ends, in px.
_EDGE = 8.0
# The least height between two rows in which a line can bend twice.
_LEAST = 14.0
# How far sideways one plain curve may lead, as a multiple of its height.
_SLOPE = 1.6
# By how much more than one plain curve a line may turn, in radians, before it counts as winding.
_WINDING = 0.8
# Where a level stretch may run, as shares of the height between the rows.
_TRACKS = (0.5, 0.35, 0.65)
# The most boxes and labels for which single lines are improved: in larger pictures they do not matter.
_MOST_OBSTACLES = 160


@dataclass(frozen=True)
class _Stop:
    """One end of a line: a box with room on all its sides, or a label, whose middle the line keeps to."""

    box: Box
    label: bool
    point: Point


@dataclass(frozen=True)
class _Scene:
    """The obstacles and lines that a new line must avoid."""

    boxes: BoxIndex[str]
    obstacles: BoxIndex[str]
    clusters: tuple[Box, ...]
    numbers: Mapping[tuple[str, int], int]
    lines: dict[tuple[str, int], Polyline]
    grid: LineIndex

    def put(self, at: tuple[str, int], line: Line) -> None:
        """Draw a piece of a line in place of the old one."""
        self.grid.remove(self.numbers[at], self.lines.get(at, ()))
        self.lines[at] = flatten(line, 1.0)
        self.grid.add(self.numbers[at], self.lines[at])

    def crossings(self, at: tuple[str, int], line: Polyline) -> int:
        """Return how often a piece would cross others if it ran like this."""
        return self.grid.crossed_by(line, ignore=self.numbers[at])

    def runs_along_another(self, at: tuple[str, int], line: Polyline) -> bool:
        """Return True if a piece would run side by side with another, too close for a stretch."""
        most = (_ALONG + 2 * _BETWEEN) / _STEP
        close: Counter[int] = Counter()
        for point in _sampled(line):
            close.update(self.grid.within(_BETWEEN, point))
            close.pop(self.numbers[at], None)
            if any(count > most for count in close.values()):
                return True
        return False


def with_level_runs(placement: Placement, edges: Mapping[str, EdgeData], *, across: bool) -> Placement:
    """Return a placement without slanting and skimming lines if possible.

    `across` is a layout from left to right.
    """
    if len(placement.boxes) + len(placement.labels) > _MOST_OBSTACLES:
        return placement
    if across:
        return with_level_runs(placement.transposed(), edges, across=False).transposed()
    titles = ((f"title of {id}", box) for id, box in placement.titles.items())
    pieces_of = {(key, i): line for key, pieces in placement.lines.items() for i, line in enumerate(pieces)}
    scene = _Scene(
        BoxIndex(placement.boxes.items()),
        BoxIndex([*placement.boxes.items(), *placement.labels.items(), *titles]),
        tuple(placement.clusters.values()),
        {at: number for number, at in enumerate(pieces_of)},
        {},
        LineIndex(()),
    )
    for at, line in pieces_of.items():
        scene.put(at, line)
    lines = {key: list(pieces) for key, pieces in placement.lines.items()}
    flawed = []
    for key, pieces in lines.items():
        for index, line in enumerate(pieces):
            stops = _stops(placement, edges[key], index, pieces)
            if stops is None:
                continue
            bad = _is_flawed((key, index), line, stops, edges[key], scene)
            if bad or _winds(line, scene.lines[key, index]):
                flawed.append((-abs(line[0][0] - line[-1][0]), key, index, stops, bad))
    # What leads furthest to the side leaves furthest on that side, so that nothing crosses it there.
    for _, key, index, stops, bad in sorted(flawed, key=lambda entry: entry[:3]):
        lines[key][index] = _redrawn((key, index), lines[key][index], stops, edges[key], scene, bad)
        scene.put((key, index), lines[key][index])
    return replace(placement, lines={key: tuple(pieces) for key, pieces in lines.items()})


def _stops(
    placement: Placement, edge: EdgeData, index: int, pieces: list[Line]
) -> tuple[_Stop, _Stop] | None:
    """Return both ends of a piece of a line, None if one is not a box of fixed size."""
    ends = [placement.boxes.get(edge.source), placement.boxes.get(edge.target)]
    label = placement.labels.get(edge.id)
    first = ends[0] if index == 0 else label
    last = ends[1] if index == len(pieces) - 1 else label
    if first is None or last is None:
        return None
    line = pieces[index]
    return _Stop(first, index > 0, line[0]), _Stop(last, index < len(pieces) - 1, line[-1])


def _is_flawed(
    at: tuple[str, int], line: Line, stops: tuple[_Stop, _Stop], edge: EdgeData, scene: _Scene
) -> bool:
    slanted = any(
        not stop.label and _slants(stop.box, *tangent)
        for stop, tangent in zip(stops, ((line[0], line[1]), (line[-1], line[-2])), strict=True)
    )
    return slanted or _skims(scene.lines[at], {edge.source, edge.target}, scene)


def _winds(line: Line, drawn: Polyline) -> bool:
    """Return True if a line turns more than one curve between its ends would."""
    if len(line) == 4:
        return False
    curve = _curve(line[0], line[-1])
    return _turning(drawn) > _turning(flatten(curve, 1.0)) + _WINDING


def _curve(start: Point, end: Point) -> Line:
    middle = (start[1] + end[1]) / 2
    return (start, (start[0], middle), (end[0], middle), end)


def _turning(line: Polyline) -> float:
    """Return by how much a line changes its direction along its way, in radians."""
    angles = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(line)]
    return math.fsum(abs(math.remainder(b - a, math.tau)) for a, b in pairwise(angles))


def _slants(box: Box, end: Point, before: Point) -> bool:
    """Return True if a line meets the upper or lower side of a box at a slant, or near a corner."""
    dx, dy = abs(end[0] - before[0]), abs(end[1] - before[1])
    if box.y + 2.0 < end[1] < box.bottom - 2.0:
        return dy > dx or not box.y + _EDGE < end[1] < box.bottom - _EDGE
    return dx > dy


def _skims(line: Polyline, own: Container[str], scene: _Scene) -> bool:
    span = around(line)
    return any(
        id not in own and wide.overlaps(span, -1.0) and inside_length(line, wide) > SKIMMED
        for id, box in scene.boxes.near(span.grown(CLOSE))
        for wide in (box.grown(CLOSE),)
    )


def _redrawn(
    at: tuple[str, int], line: Line, stops: tuple[_Stop, _Stop], edge: EdgeData, scene: _Scene, bad: bool
) -> Line:
    """Return a better line if there is one; one that is not bad may become a plain curve only."""
    upwards = stops[0].box.y > stops[1].box.y
    upper, lower = stops[::-1] if upwards else stops
    if not _face(upper, lower):
        return line
    before = scene.crossings(at, scene.lines[at])
    for way in (_ways if bad else _curves)(upper, lower, scene, at):
        if _is_free(at, way, edge, stops, scene, before):
            return way[::-1] if upwards else way
    return line


def _face(upper: _Stop, lower: _Stop) -> bool:
    """Return True if a line between two ends leads downwards; at a label it continues its direction."""
    if lower.box.y - upper.box.bottom < _LEAST:
        return False
    turned = (upper.label and upper.point[1] < upper.box.bottom - 2.0) or (
        lower.label and lower.point[1] > lower.box.y + 2.0
    )
    return not turned


def _curves(upper: _Stop, lower: _Stop, scene: _Scene, at: tuple[str, int]) -> Iterator[Line]:
    """Yield plain curves from the upper end to the lower one."""
    top, bottom = upper.box.bottom, lower.box.y
    starts = _places(upper, lower, top, scene, at)
    ends = _places(lower, upper, bottom, scene, at)
    for x1, x2 in zip(starts, ends, strict=False):
        if abs(x1 - x2) <= _SLOPE * (bottom - top):
            yield _curve((x1, top), (x2, bottom))


def _ways(upper: _Stop, lower: _Stop, scene: _Scene, at: tuple[str, int]) -> Iterator[Line]:
    """Yield lines from the upper end to the lower one, the plainest first."""
    top, bottom = upper.box.bottom, lower.box.y
    yield from _curves(upper, lower, scene, at)
    starts = _places(upper, lower, top, scene, at)
    ends = _places(lower, upper, bottom, scene, at)
    for x2 in ends:
        yield from _from_side(upper, (x2, bottom))
    for x1 in starts:
        yield from (line[::-1] for line in _from_side(lower, (x1, top)))
    for x1, x2 in zip(starts, ends, strict=False):
        for share in _TRACKS:
            y = top + (bottom - top) * share
            yield rounded(((x1, top), (x1, y), (x2, y), (x2, bottom)))


def _from_side(stop: _Stop, to: Point) -> Iterator[Line]:
    """Yield a curve that leaves a box on the side of `to` and bends upright."""
    if stop.label:
        return
    box = stop.box
    x = box.x if to[0] < box.x else box.right
    y = box.center[1]
    if abs(to[0] - x) > _CORNER and not box.x < to[0] < box.right:
        yield ((x, y), (x + (to[0] - x) * 0.6, y), (to[0], y + (to[1] - y) * 0.3), to)


def _places(stop: _Stop, other: _Stop, y: float, scene: _Scene, at: tuple[str, int]) -> list[float]:
    """Return the points at which a line may meet a level side of a box, nearest to its other end first."""
    if stop.label:
        return [stop.box.center[0]] * 3
    taken = [
        line[i][0]
        for key, line in scene.lines.items()
        for i in (0, -1)
        if key != at and abs(line[i][1] - y) < 3.0
    ]
    low, high = stop.box.x + _EDGE, stop.box.right - _EDGE
    wanted = min(max(other.box.center[0], stop.box.x + _CORNER), stop.box.right - _CORNER)
    places = (wanted + side * step * _APART for step in range(5) for side in ((1, -1) if step else (1,)))
    free = [x for x in places if low <= x <= high and all(abs(x - t) >= _APART - 0.5 for t in taken)]
    return free[:3]


def _is_free(
    at: tuple[str, int], way: Line, edge: EdgeData, stops: tuple[_Stop, _Stop], scene: _Scene, before: int
) -> bool:
    own = {edge.id, edge.source, edge.target}
    span = around(way).grown(CLOSE)
    line = flatten(way, 1.0)
    near = (box for id, box in scene.obstacles.near(span) if id not in own and box.overlaps(span))
    if any(inside_length(line, box.grown(_CLEAR)) for box in near):
        return False
    if any(inside_length(line, stop.box.grown(-2.0)) for stop in stops) or _skims(line, own, scene):
        return False
    # What a cluster around neither end holds is none of the line's business.
    foreign = [box for box in scene.clusters if not any(box.contains(stop.box.center) for stop in stops)]
    if sum(inside_length(line, box) - inside_length(scene.lines[at], box) for box in foreign) > 1.0:
        return False
    return scene.crossings(at, line) <= before and not scene.runs_along_another(at, line)


def _sampled(line: Polyline) -> Iterator[Point]:
    for a, b in pairwise(line):
        steps = max(1, round((abs(a[0] - b[0]) + abs(a[1] - b[1])) / _STEP))
        yield from (
            (a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps) for i in range(steps)
        )
