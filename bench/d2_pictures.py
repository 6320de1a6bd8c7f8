"""Draw with D2 as a D2 author would, and read its SVG into a scene for the checker.

A D2 author gives a node a label and an icon. So the second lines and store shapes of our export are
removed, and the icons of our own picture are added.
"""

from __future__ import annotations

import html
import re
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from mlarch import catalog
from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText, advance
from mlarch.exporters import export
from mlarch.layout.fonts import FONTS
from mlarch.layout.geometry import around, flatten
from mlarch.layout.positioned import Box, Point
from mlarch.model import Architecture

__all__ = ["LAYOUTS", "draw", "scene_of", "source_of"]

LAYOUTS = ("dagre", "elk", "tala")
"""The layout engines in the wheel of D2."""

_EDGE = re.compile(r"(?:(.*)\.)?\((.+) (?:->|<-|<->|--) (.+)\)\[(\d+)\]")
_STEP = re.compile(r"([MLHVCSZ])([^A-Za-z]*)")
_NUMBERS = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_ASCENT, _DESCENT = 0.76, 0.22


def source_of(arch: Architecture, folder: Path) -> str:
    """Return an architecture as D2, with its icons written into a folder."""
    lines = [str(export(arch, "d2"))]
    for node in arch.nodes.values():
        path = ".".join(f'"{id}"' for id in (*reversed(arch.ancestors(node.id)), node.id))
        lines.append(f'{path}: "{node.label}" {{shape: rectangle}}')
        icon = catalog.icon(node.technology)
        if icon is not None:
            file = folder / f"{node.id}{'.svg' if 'svg' in icon.media_type else '.png'}"
            file.write_bytes(icon.data)
            lines.append(f"{path}.icon: ./{file.name}")
    return "\n".join([*lines, ""])


def draw(arch: Architecture, layout: str, folder: Path, d2: str, *options: str) -> str:
    """Return the SVG that D2 draws with one of its layout engines."""
    source, svg = folder / "system.d2", folder / f"{layout}.svg"
    source.write_text(source_of(arch, folder), encoding="utf-8")
    subprocess.run(
        [d2, f"--layout={layout}", *options, str(source), str(svg)], check=True, capture_output=True
    )
    return svg.read_text(encoding="utf-8")


def scene_of(arch: Architecture, svg: str) -> Scene:
    """Return the scene of an SVG of D2; texts are measured as Arial, which is wider than D2's own font.

    Raises:
        ValueError: if a part of the architecture is missing from the picture.
    """
    picture = _Picture(arch, fromstring(svg))
    nodes = {id: picture.boxes[id] for id in arch.nodes}
    clusters = {id: picture.boxes[id] for id in arch.clusters}
    texts = tuple(picture.texts())
    return Scene(
        canvas=picture.canvas,
        nodes=nodes,
        clusters=clusters,
        around={id: arch.ancestors(id) for id in (*nodes, *clusters)},
        lines=tuple(picture.lines()),
        labels=tuple(picture.labels(texts)),
        texts=texts,
    )


@dataclass
class _Picture:
    """The groups in D2's SVG: the first class of each is its path in base64."""

    arch: Architecture
    root: Element

    def __post_init__(self) -> None:
        inner = next(element for element in self.root if _tag(element) == "svg")
        left, top, width, height = (float(value) for value in inner.get("viewBox", "").split())
        self.canvas = Box(left, top, width, height)
        self.groups = {_path_of(group): group for group in inner if _tag(group) == "g"}
        self.ids = {_dotted(self.arch, id): id for id in (*self.arch.nodes, *self.arch.clusters)}
        self.boxes = {self.ids[path]: _box(group) for path, group in self.groups.items() if path in self.ids}
        # A mask keeps lines off the labels of edges: one box for each, in the order of the edges.
        self.gaps = [
            _rect(rect) for rect in inner.iter() if _tag(rect) == "rect" and rect.get("fill") == "black"
        ]
        self.edges = dict(self._keyed())
        self._refuse_gaps()

    def _refuse_gaps(self) -> None:
        drawn = {*self.boxes, *self.edges}
        missing = [id for id in (*self.arch.nodes, *self.arch.clusters, *self.arch.edges) if id not in drawn]
        if missing:
            raise ValueError(f"not in the picture of D2: {', '.join(missing)}")

    def _keyed(self) -> Iterator[tuple[str, Element]]:
        """Yield each edge by its key: `around.(source -> target)[number]`."""
        keys: dict[tuple[str, str], list[str]] = {}
        for key, edge in self.arch.edges.items():
            keys.setdefault((edge.source, edge.target), []).append(key)
        for path, group in self.groups.items():
            match = _EDGE.fullmatch(path)
            if match:
                before = f"{match[1]}." if match[1] else ""
                ends = (self.ids[before + match[2]], self.ids[before + match[3]])
                yield keys[ends][int(match[4])], group

    def lines(self) -> Iterator[Line]:
        for key, edge in self.arch.edges.items():
            path = next(part for part in self.edges[key] if "connection" in part.get("class", ""))
            yield Line(key, edge.source, edge.target, flatten(_curve(path.get("d", ""))))

    def labels(self, texts: tuple[SceneText, ...]) -> Iterator[Label]:
        for text in texts:
            if text.owner in self.arch.edges:
                gap = min(self.gaps, key=lambda box: _apart(box.center, text.ink.center), default=text.ink)
                yield Label(text.owner, "edge", gap)
            elif text.owner not in self.arch.nodes:
                yield Label(text.owner, "cluster" if text.owner in self.arch.clusters else "page", text.ink)

    def texts(self) -> Iterator[SceneText]:
        owners = {id(group): key for key, group in self.edges.items()}
        owners |= {id(self.groups[path]): item for path, item in self.ids.items()}
        for group in self.groups.values():
            for element in (part for part in group if _tag(part) == "text"):
                yield from self._text(owners.get(id(group), "title"), element)

    def _text(self, owner: str, element: Element) -> Iterator[SceneText]:
        size = float(re.search(r"font-size:(\d+)", element.get("style", ""))[1])  # type: ignore[index]  # D2 writes it
        weight = 600 if "bold" in element.get("class", "") else 400
        y = float(element.get("y", 0))
        for part in [*element] or [element]:
            y += float(part.get("dy", 0))
            words, x = part.text or "", float(part.get("x", 0))
            room = Box(x - 1e4, y - _ASCENT * size, 2e4, (_ASCENT + _DESCENT) * size)
            widths = tuple((font, advance(words, size, weight, "arial")) for font in FONTS)
            yield SceneText(owner, words, size, x, "middle", room, room, widths)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _path_of(group: Element) -> str:
    """Return the path of a group, without quotes."""
    word = group.get("class", "").split()[0]
    return html.unescape(b64decode(word).decode()).replace('"', "")


def _dotted(arch: Architecture, id: str) -> str:
    return ".".join((*reversed(arch.ancestors(id)), id))


def _box(group: Element) -> Box:
    """Return the box around the shape of a node or container."""
    shape = next(part for part in group if part.get("class") == "shape")
    part = next(iter(shape))
    return _rect(part) if _tag(part) == "rect" else around(_curve(part.get("d", "")))


def _rect(element: Element) -> Box:
    x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _apart(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _curve(d: str) -> tuple[Point, ...]:
    """Return the cubic Bezier points of a path made of D2's commands."""
    points: list[Point] = []
    for step, rest in _STEP.findall(d):
        values = [float(value) for value in _NUMBERS.findall(rest)]
        if step == "M":
            points = [(values[0], values[1])]
            continue
        for stop in _stops(step, values, points):
            points += stop
    return tuple(points)


def _stops(step: str, values: list[float], points: list[Point]) -> Iterator[list[Point]]:
    """Yield the three points that each part of a step adds."""
    x, y = points[-1]
    pairs = list(zip(values[::2], values[1::2], strict=False))
    if step == "C":
        yield pairs
    elif step == "S":
        # After a curve, the control point is the last one mirrored.
        back = points[-2] if len(points) > 1 else points[-1]
        yield [(2 * x - back[0], 2 * y - back[1]), *pairs]
    elif step in "LHV":
        end = {"L": lambda: pairs[0], "H": lambda: (values[0], y), "V": lambda: (x, values[0])}[step]()
        yield [(x, y), end, end]
