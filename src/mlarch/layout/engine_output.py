"""Read the output of the layout engine (Graphviz's json0) as a placement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlarch.layout.dot import DotDrawing, Piece, Size
from mlarch.layout.placement import Line, Placement, between
from mlarch.layout.positioned import Box, Point

__all__ = ["read"]


def read(drawing: DotDrawing, output: Mapping[str, Any], sizes: Mapping[str, Size]) -> Placement:
    """Return the placement in px, y downwards; `sizes` are those of the boxes."""
    left, bottom, right, top = _numbers(output["bb"])
    objects = {item["name"]: item for item in output.get("objects", ())}
    edges = {item["id"]: item for item in output.get("edges", ()) if "id" in item}
    names = {item["_gvid"]: name for name, item in objects.items()}

    def point(x: float, y: float) -> Point:
        return (x - left, top - y)

    def box(name: str, size: Size | None = None) -> Box:
        item = objects[name]
        x, y = point(*_numbers(item["pos"]))
        width, height = float(item["width"]) * 72, float(item["height"]) * 72
        # The engine's box also holds the room for self-loops, on the right.
        own = size or (width, height)
        return Box(x - width / 2, y - own[1] / 2, *own)

    def cluster(name: str) -> Box:
        x1, y1, x2, y2 = _numbers(objects[name]["bb"])
        return Box(*point(x1, y2), x2 - x1, y2 - y1)

    def line(edge: Mapping[str, Any]) -> Line:
        if "pos" in edge:
            return tuple(point(*_numbers(pair)) for pair in edge["pos"].split())
        # In dense graphs the engine may leave out a line. It goes straight here, and is rerouted later.
        return _straight(*(box(names[edge[end]]) for end in ("tail", "head")))

    def lines(piece: Piece) -> tuple[Line, ...]:
        pieces = [line(edges[id]) for id in piece.lines]
        return tuple(line[::-1] for line in pieces[::-1]) if piece.turned else tuple(pieces)

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
    """Return a straight line between two boxes, one above the other."""
    start, end = (upper.center[0], upper.bottom), (lower.center[0], lower.y)
    return (start, between(start, end, 1 / 3), between(start, end, 2 / 3), end)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
