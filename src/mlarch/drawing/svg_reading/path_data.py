"""Read path data of the commands M, L, C and Q, with absolute coordinates."""

from __future__ import annotations

import re

from mlarch.layout.positioned import Point

__all__ = ["bezier_points"]

_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBERS = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")


def bezier_points(path_data: str) -> tuple[Point, ...]:
    """Return the cubic Bezier points of a path, 1 + 3n of them.

    >>> bezier_points("M 0 0 L 3 0")
    ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0))
    """
    points: list[Point] = []
    for command, arguments in _COMMAND.findall(path_data):
        values = [float(value) for value in _NUMBERS.findall(arguments)]
        pairs = list(zip(values[::2], values[1::2], strict=False))
        if command == "M":
            points, pairs = pairs[:1], pairs[1:]
        if command in "ML":
            for point in pairs:
                points += _line(points[-1], point)
        elif command == "C":
            points += pairs
        elif command == "Q":
            for control, point in zip(pairs[::2], pairs[1::2], strict=False):
                points += _quadratic(points[-1], control, point)
    return tuple(points)


def _line(a: Point, b: Point) -> tuple[Point, Point, Point]:
    """Return a straight line as a cubic, without its start."""
    dx, dy = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return (a[0] + dx, a[1] + dy), (b[0] - dx, b[1] - dy), b


def _quadratic(a: Point, control: Point, b: Point) -> tuple[Point, Point, Point]:
    """Return a quadratic Bezier curve as a cubic, without its start."""
    first = (a[0] + (control[0] - a[0]) * 2 / 3, a[1] + (control[1] - a[1]) * 2 / 3)
    second = (b[0] + (control[0] - b[0]) * 2 / 3, b[1] + (control[1] - b[1]) * 2 / 3)
    return first, second, b
