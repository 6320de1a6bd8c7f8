"""Read the engine's answer: boxes and lines in px, y downwards, the pieces of an edge joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mlarch.layout.dot import DotDrawing, Piece, Size
from mlarch.layout.positioned import Box, Point

__all__ = ["Line", "Placement", "joined", "read"]

Line = tuple[Point, ...]


@dataclass(frozen=True)
class Placement:
    """Where everything stands; (0, 0) is the top left corner.

    `labels` are the boxes of edge labels by edge key. `lines` are the lines of each edge from source
    to target: one, or one to its label and one from there. `mirrored` boxes keep the room for their
    loops on the left, the others on the right. `titles` are the places kept for cluster titles.
    """

    width: float
    height: float
    boxes: Mapping[str, Box]
    clusters: Mapping[str, Box] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    mirrored: frozenset[str] = frozenset()
    titles: Mapping[str, Box] = field(default_factory=dict)

    def mapped(self, turn: Callable[[Box], Box], move: Callable[[Point], Point]) -> Placement:
        """Return this placement with every box and every point changed."""
        return replace(
            self,
            boxes={id: turn(box) for id, box in self.boxes.items()},
            clusters={id: turn(box) for id, box in self.clusters.items()},
            labels={key: turn(box) for key, box in self.labels.items()},
            titles={id: turn(box) for id, box in self.titles.items()},
            lines={
                key: tuple(tuple(move(point) for point in line) for line in lines)
                for key, lines in self.lines.items()
            },
        )

    def transposed(self) -> Placement:
        """Return this placement with both axes swapped: a layout from left to right runs downwards."""
        turned = self.mapped(
            lambda box: Box(box.y, box.x, box.height, box.width), lambda point: (point[1], point[0])
        )
        return replace(turned, width=self.height, height=self.width)

    def moved(self, dx: float, dy: float) -> Placement:
        """Return this placement with everything moved."""
        return self.mapped(lambda box: box.moved(dx, dy), lambda point: (point[0] + dx, point[1] + dy))


def read(drawing: DotDrawing, answer: Mapping[str, Any], sizes: Mapping[str, Size]) -> Placement:
    """Return the placement of a drawing from the engine's json0; `sizes` are those of the boxes."""
    left, bottom, right, top = _numbers(answer["bb"])
    objects = {item["name"]: item for item in answer.get("objects", ())}
    edges = {item["id"]: item for item in answer.get("edges", ()) if "id" in item}
    by_number = {item["_gvid"]: name for name, item in objects.items()}

    def point(x: float, y: float) -> Point:
        return (x - left, top - y)

    def box(name: str, size: Size | None = None) -> Box:
        item = objects[name]
        x, y = point(*_numbers(item["pos"]))
        width, height = float(item["width"]) * 72, float(item["height"]) * 72
        # What a box keeps free for its loops is on its right.
        kept = size or (width, height)
        return Box(x - width / 2, y - kept[1] / 2, *kept)

    def cluster(name: str) -> Box:
        x1, y1, x2, y2 = _numbers(objects[name]["bb"])
        return Box(*point(x1, y2), x2 - x1, y2 - y1)

    def line(edge: Mapping[str, Any]) -> Line:
        if "pos" in edge:
            return tuple(point(*_numbers(pair)) for pair in edge["pos"].split())
        # Of a dense graph the engine sometimes gives up a line: it goes straight, and around later.
        return _straight(*(box(by_number[edge[end]]) for end in ("tail", "head")))

    def lines(piece: Piece) -> tuple[Line, ...]:
        found = [line(edges[id]) for id in piece.lines]
        return tuple(line[::-1] for line in found[::-1]) if piece.turned else tuple(found)

    return Placement(
        width=right - left,
        height=top - bottom,
        boxes={id: box(name, sizes[id]) for id, name in drawing.boxes.items()},
        clusters={id: cluster(name) for id, name in drawing.clusters.items()},
        labels={piece.key: box(piece.label) for piece in drawing.edges if piece.label},
        lines={piece.key: lines(piece) for piece in drawing.edges},
        titles={id: box(name) for id, name in drawing.titles.items()},
    )


def _straight(upper: Box, lower: Box) -> Line:
    """Return a straight line between the facing sides of two boxes, one above the other."""
    start, end = (upper.center[0], upper.bottom), (lower.center[0], lower.y)
    return (start, _between(start, end, 1 / 3), _between(start, end, 2 / 3), end)


def joined(lines: tuple[Line, ...]) -> Line:
    """Return the lines of an edge as one, with a straight stretch through its label."""
    points = lines[0]
    for line in lines[1:]:
        start, end = points[-1], line[0]
        points = (*points, _between(start, end, 1 / 3), _between(start, end, 2 / 3), *line)
    return points


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
