"""Draw as plain `diagrams` does: run an exported script up to its DOT, and read Graphviz's output.

The result is a scene for the checker, so that a picture of plain `diagrams` is judged by the same rules
as ours. Lengths are in CSS px, as a browser shows Graphviz's SVG: 4/3 of a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import diagrams

from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText, advance
from mlarch.exporters import export
from mlarch.layout.fonts import FONTS
from mlarch.layout.geometry import flatten
from mlarch.layout.positioned import Box, Point
from mlarch.model import Architecture, slug

__all__ = ["SPLINES", "dot_of", "scene_of"]

SPLINES = ("ortho", "spline")
"""What `diagrams` draws unless told otherwise, and the lines of Graphviz itself."""

PX = 96 / 72
# From one line of a label to the next, in Graphviz: https://gitlab.com/graphviz/graphviz, LINESPACING.
_LEADING = 1.2
_ASCENT, _DESCENT = 0.76, 0.22


class _Kept(diagrams.Diagram):  # type: ignore[misc]  # diagrams has no type information
    """A diagram that keeps its DOT instead of drawing it, each edge under its key."""

    keys: ClassVar[Iterator[str]] = iter(())
    source: ClassVar[str] = ""

    def connect(self, node: Any, node2: Any, edge: Any) -> None:
        self.dot.edge(node.nodeid, node2.nodeid, **{**edge.attrs, "id": next(self.keys)})

    def __exit__(self, *_: object) -> None:
        diagrams.setdiagram(None)
        _Kept.source = self.dot.source


def dot_of(arch: Architecture, splines: str = "ortho") -> str:
    """Return the DOT that plain `diagrams` makes of an architecture, with its own default attributes.

    The exported script sets `newrank` and lines that can carry labels. Neither is a default of `diagrams`,
    so both are reset. Every edge has its key as `id`.
    """
    asked, plain = '"newrank": "true", "splines": "spline"', f'"splines": "{splines}"'
    script = str(export(arch, "python"))
    if asked not in script:
        raise ValueError(f"the exported script of '{arch.name}' no longer has {asked}")
    original, diagrams.Diagram, _Kept.keys = diagrams.Diagram, _Kept, iter(arch.edges)
    try:
        exec(compile(script.replace(asked, plain), arch.name, "exec"), {})  # our own exporter wrote it
    finally:
        diagrams.Diagram = original
    if next(_Kept.keys, None) is not None:
        raise ValueError(f"the exported script of '{arch.name}' lacks edges")
    return _Kept.source


def scene_of(arch: Architecture, answer: Mapping[str, Any]) -> Scene:
    """Return the scene of Graphviz's json0 of that DOT."""
    picture = _Picture(arch, answer)
    nodes, clusters = dict(picture.nodes()), dict(picture.clusters())
    return Scene(
        canvas=picture.canvas,
        nodes=nodes,
        clusters=clusters,
        around={id: arch.ancestors(id) for id in (*nodes, *clusters)},
        lines=tuple(picture.lines()),
        labels=tuple(picture.labels()),
        texts=tuple(picture.texts()),
    )


@dataclass
class _Picture:
    """Graphviz's json0, with lengths in px from the top left corner of the canvas."""

    arch: Architecture
    answer: Mapping[str, Any]
    left: float = field(init=False)
    top: float = field(init=False)
    canvas: Box = field(init=False)
    objects: list[Mapping[str, Any]] = field(init=False)
    edges: list[Mapping[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        left, bottom, right, top = _numbers(self.answer["bb"])
        pad = 72 * float(self.answer.get("pad", "0.0555"))
        self.left, self.top = left - pad, top + pad
        self.canvas = Box(0, 0, PX * (right - left + 2 * pad), PX * (top - bottom + 2 * pad))
        self.objects = self.answer.get("objects", [])
        self.edges = self.answer.get("edges", [])

    def point(self, text: str) -> Point:
        x, y = _numbers(text)[:2]
        return PX * (x - self.left), PX * (self.top - y)

    def nodes(self) -> Iterator[tuple[str, Box]]:
        for item in self.objects:
            if item["name"] in self.arch.nodes and "pos" in item:
                yield item["name"], self._box(item)

    def _box(self, item: Mapping[str, Any]) -> Box:
        x, y = self.point(item["pos"])
        width, height = (96 * float(item[side]) for side in ("width", "height"))
        return Box(x - width / 2, y - height / 2, width, height)

    def clusters(self) -> Iterator[tuple[str, Box]]:
        for id, item in self._clusters():
            x1, y1, x2, y2 = _numbers(item["bb"])
            left, top = self.point(f"{x1},{y2}")
            yield id, Box(left, top, PX * (x2 - x1), PX * (y2 - y1))

    def _clusters(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each drawn cluster by its id; `diagrams` knows only its label."""
        names = {f"cluster_{id}": id for id in self.arch.clusters}
        names |= {f"cluster_{c.label}": id for id, c in self.arch.clusters.items() if slug(c.label) == id}
        for item in self.objects:
            if item["name"] in names and "bb" in item:
                yield names[item["name"]], item

    def lines(self) -> Iterator[Line]:
        for item in self.edges:
            points = self._points(item.get("pos", ""))
            if points:
                edge = self.arch.edges[item["id"]]
                yield Line(edge.id, edge.source, edge.target, flatten(points))

    def _points(self, pos: str) -> tuple[Point, ...]:
        """Return the curve of an edge with the tips of its arrows: `s,x,y e,x,y x,y x,y ...`."""
        start = [part[2:] for part in pos.split() if part.startswith("s,")]
        end = [part[2:] for part in pos.split() if part.startswith("e,")]
        curve = [self.point(part) for part in pos.split() if part[:2] not in ("s,", "e,")]
        for tip in start:
            curve = [self.point(tip)] * 3 + curve
        for tip in end:
            curve = curve + [self.point(tip)] * 3
        return tuple(curve)

    def labels(self) -> Iterator[Label]:
        for owner, kind, lines in self._written():
            if lines and kind != "node":
                left = min(text.ink.x for text in lines)
                right = max(text.ink.right for text in lines)
                top, bottom = lines[0].ink.y, lines[-1].ink.bottom
                yield Label(owner, kind, Box(left, top, right - left, bottom - top))

    def texts(self) -> Iterator[SceneText]:
        for _, _, lines in self._written():
            yield from lines

    def _written(self) -> Iterator[tuple[str, str, list[SceneText]]]:
        """Yield owner, kind of label and lines of every text."""
        boxes = dict(self.nodes())
        by_name = {item["name"]: item for item in self.objects}
        for id, box in boxes.items():
            yield id, "node", _under_icon(id, self.arch, box, _size(by_name[id], 14))
        areas = dict(self.clusters())
        for id, item in self._clusters():
            yield id, "cluster", self._centred(id, self.arch.clusters[id].label, item, areas[id], 12)
        for item in self.edges:
            edge = self.arch.edges[item["id"]]
            yield edge.id, "edge", self._centred(edge.id, edge.label, item, self.canvas, 14)
        title = self.arch.title
        yield title, "page", self._centred(title, title, self.answer, self.canvas, 15)

    def _centred(
        self, owner: str, label: str, item: Mapping[str, Any], within: Box, size: float
    ) -> list[SceneText]:
        """Return the lines of a label, centered on Graphviz's position."""
        if not label or "lp" not in item:
            return []
        return _lines(owner, label, self.point(item["lp"]), within, _size(item, size))


def _size(item: Mapping[str, Any], default: float) -> float:
    return PX * float(item.get("fontsize", default))


def _under_icon(id: str, arch: Architecture, box: Box, size: float) -> list[SceneText]:
    """Return the lines of a node's label, at the bottom of its box."""
    lines = arch.nodes[id].label.count("\n") + 1
    middle = box.bottom - 4 * PX - lines * size * _LEADING / 2
    return _lines(id, arch.nodes[id].label, (box.center[0], middle), box, size)


def _lines(owner: str, label: str, middle: Point, within: Box, size: float) -> list[SceneText]:
    words = label.split("\n")
    top = middle[1] - len(words) * size * _LEADING / 2
    return [
        _line(owner, text, (middle[0], top + (number + 0.5) * size * _LEADING), within, size)
        for number, text in enumerate(words)
        if text
    ]


def _line(owner: str, text: str, middle: Point, within: Box, size: float) -> SceneText:
    height = (_ASCENT + _DESCENT) * size
    room = Box(within.x, middle[1] - height / 2, within.width, height)
    widths = tuple((font, advance(text, size, 400, font)) for font in FONTS)
    return SceneText(owner, text, size, middle[0], "middle", room, within, widths)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
