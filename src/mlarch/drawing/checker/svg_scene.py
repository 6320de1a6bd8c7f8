"""Make a scene from a drawn SVG, by the contract for tools alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, fromstring

from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText, advance
from mlarch.drawing.svg_reading.groups import GROUPS, child, owner
from mlarch.drawing.svg_reading.paint import Painted, box_of, classes, font, kind, number, painted, schemes
from mlarch.drawing.svg_reading.path_data import bezier_points
from mlarch.layout.fonts import FONTS
from mlarch.layout.geometry import flatten, united
from mlarch.layout.positioned import Box
from mlarch.model import Architecture

__all__ = ["read_scene", "scene_of_svg", "text_lines"]

_NUMBERS = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")
# Shares of the font size above and below the baseline.
_ASCENT, _DESCENT = 0.76, 0.22


def read_scene(svg: str, arch: Architecture | None = None) -> Scene:
    """Return the scene of an SVG in its first color scheme."""
    root = fromstring(svg)
    rules = next(iter(schemes(root).values()))
    return scene_of_svg(root, list(painted(root, rules)), arch)


def scene_of_svg(root: Element, elements: Sequence[Painted], arch: Architecture | None = None) -> Scene:
    """Return the scene of an SVG; `elements` are its painted elements."""
    groups = [item.element for item in elements if item.tag == "g"]
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
        texts=tuple(text for item in elements for text in text_lines(item, canvas)),
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
    """Return the clusters around each node and cluster; without `arch` by their boxes."""
    boxes = {**nodes, **clusters}
    if arch is not None:
        known = arch.nodes.keys() | arch.clusters.keys()
        return {id: arch.ancestors(id) if id in known else () for id in boxes}
    by_size = sorted(clusters, key=lambda id: clusters[id].width * clusters[id].height)
    return {
        id: tuple(outer for outer in by_size if outer != id and _holds(clusters[outer], box))
        for id, box in boxes.items()
    }


def _holds(outer: Box, inner: Box) -> bool:
    return outer.contains((inner.x, inner.y), 0.1) and outer.contains((inner.right, inner.bottom), 0.1)


def _boxes(groups: Sequence[Element], name: str) -> Iterator[tuple[str, Box]]:
    for group in groups:
        id = group.get("data-id") if name in classes(group) else None
        box = child(group, "rect", "box")
        if id and box is not None:
            yield id, box_of(box)


def _lines(groups: Sequence[Element]) -> Iterator[Line]:
    for group in groups:
        path = child(group, "path", "line") if "edge" in classes(group) else None
        points = bezier_points(path.get("d", "")) if path is not None else ()
        if points:
            id, source, target = (group.get(f"data-{name}", "") for name in ("id", "source", "target"))
            yield Line(id, source, target, flatten(points))


def text_lines(item: Painted, canvas: Box) -> Iterator[SceneText]:
    """Yield the lines of a text element: each tspan with a position is one."""
    if item.tag != "text":
        return
    size, weight = font(item.values)
    group = item.group(*GROUPS)
    within = _shape_around(group, canvas)
    for words, x, y in _words(item.element):
        yield SceneText(
            owner=owner(group) or words,
            text=words,
            size=size,
            x=x,
            anchor=item.values.get("text-anchor", "start"),
            room=Box(within.x, y - _ASCENT * size, within.width, (_ASCENT + _DESCENT) * size),
            within=within,
            widths=tuple((name, advance(words, size, weight, name)) for name in FONTS),
        )


def _words(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield the words and position of each line of a text element."""
    positioned = [part for part in element.iter() if part is element or part.get("y")]
    for part in positioned:
        is_whole = len(positioned) == 1 or part is not element
        words = "".join(part.itertext() if is_whole else [part.text or ""]).strip()
        x, y = (number(part.get(name, element.get(name))) for name in "xy")
        if words:
            yield words, x, y


def _shape_around(group: Element | None, canvas: Box) -> Box:
    if group is None:
        return canvas
    box = child(group, "rect", "box")
    if box is None:
        box = child(group, "rect", "label-box")
    return box_of(box) if box is not None else canvas


def _labels(elements: Sequence[Painted], groups: Sequence[Element], canvas: Box) -> Iterator[Label]:
    for group in groups:
        pills = [part for part in group.iter() if "label-box" in classes(part) or kind(part) == "circle"]
        if pills and not classes(group).isdisjoint(("edge", "edge-label")):
            yield Label(owner(group), "edge", united(map(box_of, pills)))
    for id, boxes in _inks(elements, "cluster", canvas).items():
        yield Label(id, "cluster", united(boxes))
    for item in elements:
        if item.group(*GROUPS) is None:
            yield from (Label(text.text, "page", text.ink) for text in text_lines(item, canvas))


def _inks(elements: Sequence[Painted], name: str, canvas: Box) -> dict[str, tuple[Box, ...]]:
    """Return the boxes of texts and icons in the groups of class `name`, by id."""
    inks: dict[str, tuple[Box, ...]] = {}
    for item in elements:
        group = item.group(name) if item.tag in ("text", "use", "image") else None
        if group is not None:
            boxes = [text.ink for text in text_lines(item, canvas)]
            id = owner(group)
            inks[id] = (*inks.get(id, ()), *(boxes or [box_of(item.element)]))
    return inks
