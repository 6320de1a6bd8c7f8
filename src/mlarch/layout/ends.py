"""Spread the ends of lines along the sides of boxes: each leaves and arrives straight, none on a corner.

The engine aims every line at the middle of its box, so lines bunch up and enter at a slant. Here
each end moves to the point of its side nearest to the origin of its line, a little apart from
its neighbours; if the new end would run through something, the engine's own stays.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlarch.layout.curves import at, crosses, segments, split
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box, Point
from mlarch.layout.spatial_index import BoxIndex
from mlarch.model import EdgeData

__all__ = ["with_spread_ends"]

# Distances in px: of an end from the corner, between two ends, and the height of a bend before an end.
_CORNER, _APART, _BEND = 16.0, 18.0, 22.0
# How much further sideways than up or down a line may come from and still end on a level side.
_FLAT = 2.0
# The height in px over which one plain curve is tried first.
_ONE_CURVE = 150.0
# The distance in px of lines that end on one upright side.
_FAN = 9.0
# The distance in px of lines that pass through one narrow gap.
_SQUEEZE = 6.0
# The most boxes and labels for which every new end is tried against everything near it.
_MOST_OBSTACLES = 2500


@dataclass(frozen=True)
class _End:
    """One end of a line on a side of a box; `last` says that it is the line's last point.

    `toward` is the coordinate along the side of the origin of the line.
    """

    key: str
    index: int
    last: bool
    toward: float


def with_spread_ends(
    placement: Placement, edges: Mapping[str, EdgeData], *, across: bool, entering: Container[str] = ()
) -> Placement:
    """Return a placement with the ends of its lines spread.

    `across` is a layout from left to right. Lines of `entering` edges go into a cluster from above:
    they bend late, below its title.
    """
    if len(placement.boxes) + len(placement.labels) > _MOST_OBSTACLES:
        return placement
    if across:
        return with_spread_ends(placement.transposed(), edges, across=False).transposed()
    moved = {}
    for (id, below), ends in _sides(placement, edges).items():
        box = placement.boxes[id]
        y = box.bottom if below else box.y
        for end, x in zip(ends, _spread([end.toward for end in ends], box), strict=True):
            moved[end.key, end.index, end.last] = (x, y)
    placement = _with_ends(placement, edges, moved, entering)
    return _with_fans(placement, edges, moved)


def _sides(placement: Placement, edges: Mapping[str, EdgeData]) -> dict[tuple[str, bool], list[_End]]:
    """Return the ends on each box's lower and upper side, in the order in which their lines come."""
    sides: dict[tuple[str, bool], list[_End]] = defaultdict(list)
    for key, lines in placement.lines.items():
        edge = edges[key]
        for index, line in enumerate(lines):
            for last, id in ((False, edge.source), (True, edge.target)):
                is_end = index == (len(lines) - 1 if last else 0)
                if is_end and id in placement.boxes:
                    end = _end(placement.boxes[id], key, index, line, last)
                    if end is not None:
                        sides[id, end[0]].append(end[1])
    for ends in sides.values():
        ends.sort(key=lambda end: end.toward)
    return sides


def _end(box: Box, key: str, index: int, line: Line, last: bool) -> tuple[bool, _End] | None:
    """Return on which side a line should end, lower or not, and its end; None for one that runs level."""
    far = line[0] if last else line[-1]
    if far[1] > box.bottom + 8.0:
        below = True
    elif far[1] < box.y - 8.0:
        below = False
    else:
        return None
    y = box.bottom + 2 * _BEND if below else box.y - 2 * _BEND
    toward = _x_at(line if last else line[::-1], y, far[0])
    away = max(box.x - toward, toward - box.right)
    height = min(abs(far[1] - (box.bottom if below else box.y)), 2 * _BEND)
    # A line that comes from far beside the box looks better on the side it comes from.
    return (below, _End(key, index, last, toward)) if away <= _FLAT * height else None


def _x_at(line: Line, y: float, default: float) -> float:
    """Return the last point at which a line crosses a height."""
    x = default
    for segment in segments(line):
        if (segment[0][1] - y) * (segment[3][1] - y) <= 0 and segment[0][1] != segment[3][1]:
            x = at(segment, _t_at(segment, y))[0]
    return x


def _t_at(segment: tuple[Point, Point, Point, Point], y: float) -> float:
    low, high = 0.0, 1.0
    falling = segment[0][1] < segment[3][1]
    for _ in range(24):
        middle = (low + high) / 2
        if (at(segment, middle)[1] < y) == falling:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _spread(wanted: list[float], box: Box) -> list[float]:
    """Return places along a side near the wanted ones, in their order and apart from each other."""
    inset = min(_CORNER, box.width / 4)
    left, right = box.x + inset, box.right - inset
    last = len(wanted) - 1
    apart = min(_APART, (right - left) / max(1, last))
    places: list[float] = []
    for i, x in enumerate(wanted):
        place = min(max(x, left + i * apart), right - (last - i) * apart)
        places.append(max(place, places[-1] + apart) if places else place)
    return places


def _with_ends(
    placement: Placement,
    edges: Mapping[str, EdgeData],
    moved: Mapping[tuple[str, int, bool], Point],
    entering: Container[str],
) -> Placement:
    lines = {}
    titles = ((f"title of {id}", box) for id, box in placement.titles.items())
    boxes = (*placement.boxes.items(), *placement.labels.items(), *titles)
    obstacles = BoxIndex((id, box.grown(2.0)) for id, box in boxes)
    for key, pieces in placement.lines.items():
        own = {key, edges[key].source, edges[key].target}
        kept = []
        for index, line in enumerate(pieces):
            ends = (moved.get((key, index, False)), moved.get((key, index, True)))
            late = key in entering
            kept.append(_first_free(_candidates(line, *ends, late=late), obstacles, own))
        lines[key] = tuple(kept)
    return replace(placement, lines=lines)


def _candidates(line: Line, start: Point | None, end: Point | None, *, late: bool) -> Iterator[Line]:
    """Yield the line with both ends moved, with one, and unchanged."""
    first, last = start or line[0], end or line[-1]
    straight = len(line) == 4 or (start is not None and end is not None)
    if straight and end is not None and abs(first[1] - last[1]) < _ONE_CURVE:
        if late and first[1] < last[1]:
            yield _s_curve(first, last, 0.62)
        yield _s_curve(first, last)
    if start is not None or end is not None:
        yield _led(line, start, end)
    if start is not None and end is not None:
        yield _led(line, start, None)
        yield _led(line, None, end)
    yield line


def _first_free(candidates: Iterator[Line], obstacles: BoxIndex[str], own: Container[str]) -> Line:
    line: Line = ()
    for line in candidates:
        near = obstacles.along(line)
        if not any(id not in own and crosses(line, box) for id, box in near):
            return line
    return line


def _led(line: Line, start: Point | None, end: Point | None) -> Line:
    """Return a line that starts and ends where it should, upright at a moved end."""
    first, last = start or line[0], end or line[-1]
    if abs(first[1] - last[1]) <= 2.6 * _BEND or len(line) == 4:
        return _s_curve(first, last)
    if end is not None:
        line = _bent(line, end)
    if start is not None:
        line = _bent(line[::-1], start)[::-1]
    return line


def _s_curve(first: Point, last: Point, bend: float = 0.5) -> Line:
    """Return one curve, upright at both ends, that bends at a share of its height."""
    upper, lower = (first[1] + (last[1] - first[1]) * share for share in (bend + (bend - 0.5) * 2, bend))
    return (first, (first[0], upper), (last[0], lower), last)


def _bent(line: Line, end: Point) -> Line:
    """Return a line whose last stretch, one bend high, leads upright to `end`."""
    y = end[1] + (_BEND if line[0][1] > end[1] else -_BEND) * 1.2
    kept: list[Point] = [line[0]]
    for segment in segments(line):
        if (segment[0][1] - y) * (segment[3][1] - y) <= 0 and segment[0][1] != segment[3][1]:
            before, _ = split(segment, _t_at(segment, y))
            return (*kept, *before[1:], *_onward(before, end))
        kept += segment[1:]
    return (*line[:-1], end)


def _onward(before: tuple[Point, Point, Point, Point], end: Point) -> Line:
    """Return the last curve: it goes on as the line came, and arrives upright."""
    corner, at_cut = before[2], before[3]
    dx, dy = at_cut[0] - corner[0], at_cut[1] - corner[1]
    reach = abs(end[1] - at_cut[1]) * 0.45
    scale = reach / max(abs(dy), abs(dx), 1e-6)
    on = (at_cut[0] + dx * scale, at_cut[1] + dy * scale)
    return (on, (end[0], end[1] + (at_cut[1] - end[1]) * 0.5), end)


def _with_fans(
    placement: Placement, edges: Mapping[str, EdgeData], moved: Mapping[tuple[str, int, bool], Point]
) -> Placement:
    """Return a placement in which lines that end on the same upright side do so one below the other."""
    sides: dict[tuple[str, bool], list[tuple[float, str, int, bool]]] = defaultdict(list)
    for key, lines in placement.lines.items():
        for last, id in ((False, edges[key].source), (True, edges[key].target)):
            index = len(lines) - 1 if last else 0
            box = placement.boxes.get(id)
            if box is None or (key, index, last) in moved:
                continue
            line = lines[index] if last else lines[index][::-1]
            if box.y < line[-1][1] < box.bottom:
                right = line[-1][0] > box.center[0]
                sides[id, right].append((_height_of(line, right), key, index, last))
    fanned = dict(placement.lines)
    for (id, _), ends in sides.items():
        if len(ends) > 1:
            _fan(fanned, placement.boxes[id], sorted(ends))
    return replace(placement, lines=fanned)


def _height_of(line: Line, right: bool) -> float:
    """Return by how much a line rises or falls for each px it goes sideways: flat lines stand between."""
    (x, y), (far_x, far_y) = line[-1], line[0]
    return (far_y - y) / max(abs(far_x - x), 1.0)


def _fan(lines: dict[str, tuple[Line, ...]], box: Box, ends: list[tuple[float, str, int, bool]]) -> None:
    apart = min(_FAN, (box.height - 2 * _FAN) / max(1, len(ends) - 1))
    middle = math.fsum(lines[key][index][-1 if last else 0][1] for _, key, index, last in ends) / len(ends)
    top = middle - apart * (len(ends) - 1) / 2
    top = min(max(top, box.y + _FAN), box.bottom - _FAN - apart * (len(ends) - 1))
    oriented = [lines[key][index][::-1] if last else lines[key][index] for _, key, index, last in ends]
    for number, (_, key, index, last) in enumerate(ends):
        line = _beside_others(oriented, number)
        shift = top + number * apart - line[0][1]
        bent = ((line[0][0], line[0][1] + shift), (line[1][0], line[1][1] + shift), *line[2:])
        pieces = list(lines[key])
        pieces[index] = bent[::-1] if last else bent
        lines[key] = tuple(pieces)


def _beside_others(lines: Sequence[Line], number: int) -> Line:
    """Return one of some lines moved aside at its first joint, where others squeeze through that too."""
    line = lines[number]
    if len(line) == 4:
        return line
    same = [i for i, other in enumerate(lines) if len(other) > 4 and math.dist(other[3], line[3]) < 1.0]
    (ax, ay), (bx, by) = line[2], line[4]
    long = math.hypot(bx - ax, by - ay)
    if len(same) == 1 or not long:
        return line
    # Across the line, in the order in which the lines end: downwards.
    sign = 1.0 if bx > ax else -1.0
    by_px = (same.index(number) - (len(same) - 1) / 2) * _SQUEEZE * sign / long
    aside = (-(by - ay) * by_px, (bx - ax) * by_px)
    moved = ((x + aside[0], y + aside[1]) for x, y in line[2:5])
    return (*line[:2], *moved, *line[5:])
