"""Read a drawn SVG back into a scene, by the contract for tools alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from mlarch.drawing.checker.contrast import Rgb, blended, needed, ratio, rgb
from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText, advance
from mlarch.drawing.svg_reading.paint import Painted, box_of, classes, font, kind, number, painted, schemes
from mlarch.layout.fonts import FONTS
from mlarch.layout.geometry import flatten, united
from mlarch.layout.positioned import Box, Point
from mlarch.model import Architecture

__all__ = ["SvgDrawing", "read"]

GROUPS = ("cluster", "edge", "node", "edge-label")
"""The classes of drawn groups, in paint order."""

_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBERS = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")
_ASCENT, _DESCENT = 0.76, 0.22


@dataclass(frozen=True)
class SvgDrawing:
    """What was read from an SVG, and the faults met on the way."""

    scene: Scene
    findings: tuple[PictureFinding, ...]


def read(svg: str, arch: Architecture | None = None, canvas: str = "#ffffff") -> SvgDrawing:
    """Return the scene of an SVG; `canvas` is the color behind a transparent one."""
    root = fromstring(svg)
    by_scheme = {name: list(painted(root, rules)) for name, rules in schemes(root).items()}
    elements = next(iter(by_scheme.values()))
    groups = [item.element for item in elements if item.tag == "g"]
    findings = [*_contract(elements)]
    for name, items in by_scheme.items():
        findings += _contrasts(items, rgb(canvas) or (255.0, 255.0, 255.0), name)
    return SvgDrawing(_scene(root, elements, groups, arch), tuple(findings))


def _scene(root: Element, elements: list[Painted], groups: list[Element], arch: Architecture | None) -> Scene:
    canvas = _canvas(root)
    nodes = dict(_boxes(groups, "node"))
    clusters = dict(_boxes(groups, "cluster"))
    return Scene(
        canvas=canvas,
        nodes=nodes,
        clusters=clusters,
        around=_around(nodes, clusters, arch),
        lines=tuple(_lines(groups)),
        labels=tuple(_labels(elements, groups, canvas)),
        texts=tuple(text for item in elements for text in _texts(item, canvas)),
        inner=_inks(elements, "node", canvas),
    )


def _canvas(root: Element) -> Box:
    view = [float(value) for value in _NUMBERS.findall(root.get("viewBox", ""))]
    if len(view) == 4:
        return Box(*view)
    return Box(0, 0, number(root.get("width")), number(root.get("height")))


def _around(
    nodes: dict[str, Box], clusters: dict[str, Box], arch: Architecture | None
) -> dict[str, tuple[str, ...]]:
    boxes = {**nodes, **clusters}
    if arch is not None:
        known = arch.nodes.keys() | arch.clusters.keys()
        return {id: arch.ancestors(id) if id in known else () for id in boxes}
    by_size = sorted(clusters, key=lambda id: clusters[id].width * clusters[id].height)
    return {
        id: tuple(c for c in by_size if c != id and _holds(clusters[c], box)) for id, box in boxes.items()
    }


def _holds(outer: Box, inner: Box) -> bool:
    return outer.contains((inner.x, inner.y), 0.1) and outer.contains((inner.right, inner.bottom), 0.1)


def _child(group: Element, tag: str, name: str) -> Element | None:
    found = (item for item in group.iter() if kind(item) == tag and name in classes(item))
    return next(found, None)


def _boxes(groups: list[Element], name: str) -> Iterator[tuple[str, Box]]:
    for group in groups:
        id = group.get("data-id") if name in classes(group) else None
        box = _child(group, "rect", "box")
        if id and box is not None:
            yield id, box_of(box)


def _lines(groups: list[Element]) -> Iterator[Line]:
    for group in groups:
        path = _child(group, "path", "line") if "edge" in classes(group) else None
        points = _points(path.get("d", "")) if path is not None else ()
        if points:
            id, source, target = (group.get(f"data-{name}", "") for name in ("id", "source", "target"))
            yield Line(id, source, target, flatten(points))


def _points(d: str) -> tuple[Point, ...]:
    """Return the cubic Bezier points of a path of M, L, C and Q."""
    points: list[Point] = []
    for step, rest in _STEP.findall(d):
        values = [float(value) for value in _NUMBERS.findall(rest)]
        pairs = list(zip(values[::2], values[1::2], strict=False))
        if step == "M":
            points, pairs = pairs[:1], pairs[1:]
        if step in "ML":
            for point in pairs:
                points += _thirds(points[-1], point)
        elif step == "C":
            points += pairs
        elif step == "Q":
            for control, point in zip(pairs[::2], pairs[1::2], strict=False):
                points += _raised(points[-1], control, point)
    return tuple(points)


def _thirds(a: Point, b: Point) -> tuple[Point, Point, Point]:
    dx, dy = (b[0] - a[0]) / 3, (b[1] - a[1]) / 3
    return (a[0] + dx, a[1] + dy), (b[0] - dx, b[1] - dy), b


def _raised(a: Point, control: Point, b: Point) -> tuple[Point, Point, Point]:
    first = (a[0] + (control[0] - a[0]) * 2 / 3, a[1] + (control[1] - a[1]) * 2 / 3)
    second = (b[0] + (control[0] - b[0]) * 2 / 3, b[1] + (control[1] - b[1]) * 2 / 3)
    return first, second, b


def _owner(group: Element | None, words: str) -> str:
    if group is None:
        return words
    return group.get("data-edge") or group.get("data-id") or words


def _texts(item: Painted, canvas: Box) -> Iterator[SceneText]:
    """Yield the lines of a text element: each tspan with a place of its own is one."""
    if item.tag != "text":
        return
    size, weight = font(item.values)
    group = item.group(*GROUPS)
    within = _within(group, canvas)
    for words, x, y in _written(item.element):
        yield SceneText(
            owner=_owner(group, words),
            text=words,
            size=size,
            x=x,
            anchor=item.values.get("text-anchor", "start"),
            room=Box(within.x, y - _ASCENT * size, within.width, (_ASCENT + _DESCENT) * size),
            within=within,
            widths=tuple((name, advance(words, size, weight, name)) for name in FONTS),
        )


def _written(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield words and place of each line of a text element."""
    places = [part for part in element.iter() if part is element or part.get("y")]
    for part in places:
        within = part.itertext() if len(places) == 1 or part is not element else [part.text or ""]
        words = "".join(within).strip()
        x, y = (number(part.get(name, element.get(name))) for name in "xy")
        if words:
            yield words, x, y


def _within(group: Element | None, canvas: Box) -> Box:
    if group is None:
        return canvas
    box = _child(group, "rect", "box")
    if box is None:
        box = _child(group, "rect", "label-box")
    return box_of(box) if box is not None else canvas


def _labels(elements: list[Painted], groups: list[Element], canvas: Box) -> Iterator[Label]:
    for group in groups:
        marks = [e for e in group.iter() if "label-box" in classes(e) or kind(e) == "circle"]
        if marks and not classes(group).isdisjoint(("edge", "edge-label")):
            yield Label(_owner(group, ""), "edge", united(map(box_of, marks)))
    for id, boxes in _inks(elements, "cluster", canvas).items():
        yield Label(id, "cluster", united(boxes))
    for item in elements:
        if item.group(*GROUPS) is None:
            yield from (Label(text.text, "page", text.ink) for text in _texts(item, canvas))


def _inks(elements: list[Painted], name: str, canvas: Box) -> dict[str, tuple[Box, ...]]:
    """Return the boxes of texts and icons in the groups of a class, by id."""
    inks: dict[str, tuple[Box, ...]] = {}
    for item in elements:
        owner = item.group(name) if item.tag in ("text", "use", "image") else None
        if owner is not None:
            boxes = [text.ink for text in _texts(item, canvas)]
            id = _owner(owner, "")
            inks[id] = (*inks.get(id, ()), *(boxes or [box_of(item.element)]))
    return inks


def _contract(elements: list[Painted]) -> Iterator[PictureFinding]:
    order = []
    ids: Counter[str] = Counter()
    for item in elements:
        name = next((name for name in GROUPS if item.tag == "g" and name in classes(item.element)), "")
        if name:
            order.append(GROUPS.index(name))
            ids[item.element.get("data-id", "")] += 1
            yield from _group_faults(name, item)
    if order != sorted(order):
        yield PictureFinding("contract", (), f"groups are not painted in the order {', '.join(GROUPS)}")
    for id, times in ids.items():
        if id and times > 1:
            yield PictureFinding("contract", (id,), f"'{id}' is drawn {times} times")


def _group_faults(name: str, item: Painted) -> Iterator[PictureFinding]:
    group = item.element
    id = _owner(group, "")
    needs = {"edge": ("data-id", "data-source", "data-target", "data-kind"), "edge-label": ("data-edge",)}
    for attribute in needs.get(name, ("data-id",)):
        if not group.get(attribute):
            yield PictureFinding("contract", (id,), f"a group of class '{name}' has no {attribute}")
    tag, part = {"edge": ("path", "line"), "edge-label": ("rect", "label-box")}.get(name, ("rect", "box"))
    child = _child(group, tag, part)
    if child is None:
        yield PictureFinding("contract", (id,), f"{name} '{id}' has no <{tag} class=\"{part}\">")
    elif strange := "".join(sorted(set(re.findall("[A-DF-Za-df-z]", child.get("d", ""))) - set("MLCQ"))):
        yield PictureFinding("contract", (id,), f"the line of '{id}' uses the path commands '{strange}'")
    if any(element.get("transform") for element in (*item.above, group)):
        yield PictureFinding("contract", (id,), f"{name} '{id}' is drawn under a transform")


def _contrasts(elements: Sequence[Painted], canvas: Rgb, scheme: str) -> Iterator[PictureFinding]:
    shapes: list[tuple[Box, Rgb, float]] = []
    view = Box(-1e6, -1e6, 2e6, 2e6)
    for item in elements:
        color = rgb(item.values.get("fill", "#000000"))
        if color is None:
            continue
        opacity = item.opacity * number(item.values.get("fill-opacity"), 1.0)
        if item.tag in ("rect", "circle"):
            shapes.append((box_of(item.element), color, opacity))
        for text in _texts(item, view):
            under = _under(text.ink.center, shapes, canvas)
            yield from _contrast(text, font(item.values), blended(under, color, opacity), under, scheme)


def _under(point: Point, shapes: list[tuple[Box, Rgb, float]], canvas: Rgb) -> Rgb:
    color = canvas
    for box, fill, opacity in shapes:
        if box.contains(point):
            color = blended(color, fill, opacity)
    return color


def _contrast(
    text: SceneText, face: tuple[float, int], color: Rgb, under: Rgb, scheme: str
) -> Iterator[PictureFinding]:
    found, wanted = ratio(color, under), needed(*face)
    if found < wanted:
        where = f" ({scheme})" if scheme else ""
        message = f"'{text.text}' of '{text.owner}' has a contrast of {found:.2f}, not {wanted}{where}"
        yield PictureFinding("contrast", (text.owner,), message, wanted - found)
