"""Route self-loops: beside a node, and in the title band of a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlarch.layout.cards import Card
from mlarch.layout.positioned import Box, Point
from mlarch.model import Architecture

__all__ = ["Loop", "loop_keys", "loops_beside", "loops_in_band", "room"]

# Distances in px: from the border to a label, reach without a label, half the width of a loop's
# opening, and the gap between loops.
_REACH, _REACH_UNLABELLED, _HALF_OPENING, _GAP = 16.0, 24.0, 6.0, 6.0
_LEAST_HEIGHT = 18.0
# A cubic with inner points at distance d from the border bulges out by 0.75 d.
_BULGE = 0.75


@dataclass(frozen=True)
class Loop:
    """The line of a self-loop, and the center of its label."""

    points: tuple[Point, ...]
    middle: Point


def loop_keys(arch: Architecture) -> dict[str, list[str]]:
    """Return the edge keys of self-loops, by node or cluster id."""
    keys: dict[str, list[str]] = {}
    for key, edge in arch.edges.items():
        if edge.source == edge.target:
            keys.setdefault(edge.source, []).append(key)
    return keys


def room(keys: Sequence[str], labels: Mapping[str, Card]) -> tuple[float, float]:
    """Return the width and height in px of a stack of self-loops."""
    cards = [labels.get(key) for key in keys]
    width = max(_REACH + card.width if card else _REACH_UNLABELLED for card in cards) + _GAP
    return (width, sum(_height(card) for card in cards) + _GAP)


def _height(card: Card | None) -> float:
    return (max(card.height, _LEAST_HEIGHT) if card else _LEAST_HEIGHT) + _GAP


def loops_beside(box: Box, keys: Sequence[str], labels: Mapping[str, Card], *, left: bool) -> dict[str, Loop]:
    """Return self-loops on the right or left border of a box, around its middle."""
    top = box.center[1] - sum(_height(labels.get(key)) for key in keys) / 2
    return _stacked(box.x if left else box.right, top, keys, labels, -1.0 if left else 1.0)


def loops_in_band(box: Box, keys: Sequence[str], labels: Mapping[str, Card], top: float) -> dict[str, Loop]:
    """Return self-loops inside a cluster, from `top` px below its upper edge."""
    return _stacked(box.right, box.y + top - _GAP / 2, keys, labels, -1.0)


def _stacked(
    x: float, top: float, keys: Sequence[str], labels: Mapping[str, Card], side: float
) -> dict[str, Loop]:
    loops = {}
    for key in keys:
        card = labels.get(key)
        middle = top + _height(card) / 2
        reach = _REACH + card.width / 2 if card else _REACH_UNLABELLED
        bend = x + side * reach / _BULGE
        upper, lower = middle - _HALF_OPENING, middle + _HALF_OPENING
        points = ((x, upper), (bend, upper), (bend, lower), (x, lower))
        loops[key] = Loop(points, (x + side * reach, middle))
        top += _height(card)
    return loops
