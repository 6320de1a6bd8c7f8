"""Route a line around boxes on a grid, with few and rounded corners.

It serves lines that the layout engine draws through a box or through a cluster title.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlarch.layout.positioned import Box, Point

__all__ = ["Grid", "rounded"]

_CORNER_COST = 36.0
_SHARED_COST = 3.0
_RADIUS = 12.0
# Distance of the inner points of a cubic from the corner, relative to the radius, that approximates a
# quarter circle.
_KAPPA = 0.4477
_RIGHT, _DOWN, _LEFT, _UP = range(4)
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))

Cell = tuple[int, int]


@dataclass(frozen=True)
class Port:
    """A point on the border of a box, and the direction of a line that starts there."""

    point: Point
    direction: int


class Grid:
    """The grid lines between obstacles; routed stretches cost more for later routes.

    `clearance` is the distance in px to every obstacle.
    """

    def __init__(self, obstacles: Sequence[Box], ends: Iterable[Box], clearance: float) -> None:
        self._clearance = clearance
        around = [box.grown(clearance) for box in obstacles]
        middles = [box.center for box in ends]
        self._xs = _lines([(box.x, box.right) for box in around], [x for x, _ in middles], clearance)
        self._ys = _lines([(box.y, box.bottom) for box in around], [y for _, y in middles], clearance)
        self._used: set[tuple[Cell, Cell]] = set()

    def route(self, start: Box, goal: Box, obstacles: Sequence[Box]) -> tuple[Point, ...] | None:
        """Return the corners of a route from border to border, None if there is none."""
        blocked = self._blocked(obstacles)
        starts = {cell: port for port, cell in self._ports(start)}
        goals = {cell: port for port, cell in self._ports(goal)}
        cells = self._search(starts, goals, blocked, goal)
        if cells is None:
            return None
        self._used.update(pairwise(cells))
        inner = [self._point(cell) for cell in cells]
        return _corners([starts[cells[0]].point, *inner, goals[cells[-1]].point])

    def _point(self, cell: Cell) -> Point:
        return (self._xs[cell[0]], self._ys[cell[1]])

    def _blocked(self, obstacles: Sequence[Box]) -> set[Cell]:
        """Return the cells inside an obstacle or closer to it than the clearance."""
        blocked: set[Cell] = set()
        for box in obstacles:
            near = box.grown(self._clearance - 0.5)
            columns = range(bisect_left(self._xs, near.x), bisect_right(self._xs, near.right))
            rows = range(bisect_left(self._ys, near.y), bisect_right(self._ys, near.bottom))
            blocked.update((i, j) for i in columns for j in rows)
        return blocked

    def _ports(self, box: Box) -> Iterator[tuple[Port, Cell]]:
        """Yield the ports of a box, each with the first cell outside."""
        inset = min(10.0, box.width / 4, box.height / 4)
        for i in range(bisect_left(self._xs, box.x + inset), bisect_right(self._xs, box.right - inset)):
            x = self._xs[i]
            yield Port((x, box.y), _UP), (i, bisect_right(self._ys, box.y - self._clearance + 0.01) - 1)
            yield (
                Port((x, box.bottom), _DOWN),
                (i, bisect_left(self._ys, box.bottom + self._clearance - 0.01)),
            )
        for j in range(bisect_left(self._ys, box.y + inset), bisect_right(self._ys, box.bottom - inset)):
            y = self._ys[j]
            yield Port((box.x, y), _LEFT), (bisect_right(self._xs, box.x - self._clearance + 0.01) - 1, j)
            yield Port((box.right, y), _RIGHT), (bisect_left(self._xs, box.right + self._clearance - 0.01), j)

    def _search(
        self, starts: dict[Cell, Port], goals: dict[Cell, Port], blocked: set[Cell], goal: Box
    ) -> list[Cell] | None:
        """Return the cheapest path (A*): length, corners and reused stretches."""
        xs, ys, used = self._xs, self._ys, self._used
        # Lower bounds of the remaining distance, by column and by row.
        columns_left = [max(goal.x - x, x - goal.right, 0.0) for x in xs]
        rows_left = [max(goal.y - y, y - goal.bottom, 0.0) for y in ys]
        best: dict[tuple[Cell, int], float] = {}
        came: dict[tuple[Cell, int], tuple[Cell, int]] = {}
        heap: list[tuple[float, float, Cell, int]] = []
        for cell, port in starts.items():
            if self._inside(cell) and cell not in blocked:
                best[cell, port.direction] = 0.0
                heapq.heappush(heap, (columns_left[cell[0]] + rows_left[cell[1]], 0.0, cell, port.direction))
        while heap:
            _, cost, cell, direction = heapq.heappop(heap)
            if cost > best.get((cell, direction), math.inf):
                continue
            if cell in goals and direction != goals[cell].direction:
                return _path(came, (cell, direction))
            i, j = cell
            for turn, (dx, dy) in enumerate(_STEPS):
                following = i + dx, j + dy
                if (turn + 2) % 4 == direction or following in blocked or not self._inside(following):
                    continue
                length = abs(xs[i + dx] - xs[i]) + abs(ys[j + dy] - ys[j])
                if (cell, following) in used or (following, cell) in used:
                    length *= _SHARED_COST
                price = cost + length + (_CORNER_COST if turn != direction else 0.0)
                if following in goals and (goals[following].direction + 2) % 4 != turn:
                    price += _CORNER_COST
                if price < best.get((following, turn), math.inf):
                    best[following, turn] = price
                    came[following, turn] = (cell, direction)
                    bound = price + columns_left[i + dx] + rows_left[j + dy]
                    heapq.heappush(heap, (bound, price, following, turn))
        return None

    def _inside(self, cell: Cell) -> bool:
        return 0 <= cell[0] < len(self._xs) and 0 <= cell[1] < len(self._ys)


def _lines(spans: Iterable[tuple[float, float]], middles: Iterable[float], clearance: float) -> list[float]:
    """Return grid lines on both sides of every obstacle, and halfway between."""
    borders = sorted({round(c, 2) for span in spans for c in span} | {round(c, 2) for c in middles})
    if not borders:
        return []
    between = [round((a + b) / 2, 2) for a, b in pairwise(borders) if b - a > 2 * clearance]
    return sorted({*borders, *between, borders[0] - 2 * clearance, borders[-1] + 2 * clearance})


def _path(came: dict[tuple[Cell, int], tuple[Cell, int]], state: tuple[Cell, int]) -> list[Cell]:
    cells = [state[0]]
    while state in came:
        state = came[state]
        cells.append(state[0])
    return cells[::-1]


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a path without the points inside its straight stretches."""
    kept = [points[0]]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        straight = (before[0] == point[0] == after[0]) or (before[1] == point[1] == after[1])
        if not straight:
            kept.append(point)
    return (*kept, points[-1])


def rounded(corners: Sequence[Point]) -> tuple[Point, ...]:
    """Return a path as cubic Bezier points, with rounded corners."""
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        enter, leave = _toward(corner, before), _toward(corner, after)
        points += _straight(points[-1], enter)
        points += [_mix(corner, enter, _KAPPA), _mix(corner, leave, _KAPPA), leave]
    return (*points, *_straight(points[-1], corners[-1]))


def _toward(corner: Point, other: Point) -> Point:
    """Return the point between a corner and its neighbor at which the rounding starts."""
    length = abs(corner[0] - other[0]) + abs(corner[1] - other[1])
    return _mix(corner, other, min(_RADIUS, length / 2) / length) if length else corner


def _straight(a: Point, b: Point) -> list[Point]:
    return [_mix(a, b, 1 / 3), _mix(a, b, 2 / 3), b]


def _mix(a: Point, b: Point, t: float) -> Point:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
