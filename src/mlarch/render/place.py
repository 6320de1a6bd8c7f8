"""Read the engine's answer: boxes and lines in px, y downwards, the pieces of an edge joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.render.dot import Drawing, Piece
from mlarch.render.positioned import Box, Point

__all__ = ["Placement", "read"]


@dataclass(frozen=True)
class Placement:
    """Where the engine put everything of one drawing; (0, 0) is its top left corner.

    `labels` are the boxes of edge labels by edge key, `lines` the points of each edge from source
    to target.
    """

    width: float
    height: float
    boxes: Mapping[str, Box]
    clusters: Mapping[str, Box] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)
    lines: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)


def read(drawing: Drawing, answer: Mapping[str, Any]) -> Placement:
    """Return the placement of a drawing from the engine's json0."""
    left, bottom, right, top = _numbers(answer["bb"])
    objects = {item["name"]: item for item in answer.get("objects", ())}
    edges = {item["id"]: item for item in answer.get("edges", ()) if "id" in item}

    def point(x: float, y: float) -> Point:
        return (x - left, top - y)

    def box(name: str) -> Box:
        item = objects[name]
        x, y = point(*_numbers(item["pos"]))
        width, height = float(item["width"]) * 72, float(item["height"]) * 72
        return Box(x - width / 2, y - height / 2, width, height)

    def cluster(name: str) -> Box:
        x1, y1, x2, y2 = _numbers(objects[name]["bb"])
        return Box(*point(x1, y2), x2 - x1, y2 - y1)

    def line(id: str) -> tuple[Point, ...]:
        flat = [_numbers(pair) for pair in edges[id]["pos"].split()]
        return tuple(point(x, y) for x, y in flat)

    labels = {piece.key: box(piece.label) for piece in drawing.edges if piece.label}
    for piece in drawing.edges:
        first = edges.get(piece.lines[0], {})
        if "lp" in first:
            labels[piece.key] = _loop_label(first, point)
    return Placement(
        width=right - left,
        height=top - bottom,
        boxes={id: box(name) for id, name in drawing.boxes.items()},
        clusters={id: cluster(name) for id, name in drawing.clusters.items()},
        labels=labels,
        lines={piece.key: _joined(piece, [line(id) for id in piece.lines]) for piece in drawing.edges},
    )


def _loop_label(edge: Mapping[str, Any], point: Any) -> Box:
    """Return the middle of a self-loop's label as a box without size: its size is the card's."""
    x, y = point(*_numbers(edge["lp"]))
    return Box(x, y, 0.0, 0.0)


def _joined(piece: Piece, lines: list[tuple[Point, ...]]) -> tuple[Point, ...]:
    """Return the lines of an edge as one, with a straight stretch through its label."""
    points = lines[0]
    for line in lines[1:]:
        start, end = points[-1], line[0]
        points = (*points, _between(start, end, 1 / 3), _between(start, end, 2 / 3), *line)
    return points[::-1] if piece.turned else points


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
