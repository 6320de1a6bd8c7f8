"""Make a scene from a layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText
from mlarch.layout.fonts import FONTS, STYLES
from mlarch.layout.geometry import flatten, united
from mlarch.layout.positioned import Box, Layout, PlacedCluster, PlacedEdge, PlacedNode, TextLine
from mlarch.layout.text_measure import text_width
from mlarch.model import Architecture

__all__ = ["scene_of_layout"]


def scene_of_layout(arch: Architecture, layout: Layout) -> Scene:
    """Return the scene of a layout of `arch`."""
    nodes = {node.id: node.box for node in layout.nodes}
    clusters = {cluster.id: cluster.box for cluster in layout.clusters}
    return Scene(
        canvas=_canvas(layout),
        nodes=nodes,
        clusters=clusters,
        around={id: arch.ancestors(id) for id in (*nodes, *clusters)},
        lines=tuple(_line(edge, arch) for edge in layout.edges if edge.id in arch.edges and edge.points),
        labels=tuple(_labels(layout)),
        texts=tuple(_texts(layout)),
        inner={node.id: tuple(_inner(node)) for node in layout.nodes},
    )


def _canvas(layout: Layout) -> Box:
    return Box(0, 0, layout.width, layout.height)


def _line(placed: PlacedEdge, arch: Architecture) -> Line:
    edge = arch.edges[placed.id]
    return Line(placed.id, edge.source, edge.target, flatten(placed.points))


def _inner(node: PlacedNode) -> Iterator[Box]:
    if node.icon is not None:
        yield node.icon
    yield from (_text(node.id, line, node.box).ink for line in node.lines)


def _labels(layout: Layout) -> Iterator[Label]:
    canvas = _canvas(layout)
    for edge in layout.edges:
        boxes = [] if edge.label_box is None else [edge.label_box]
        boxes += [_disc(badge.center, badge.radius) for badge in edge.badges]
        if boxes:
            yield Label(edge.id, "edge", united(boxes))
    for cluster in layout.clusters:
        boxes = [cluster.icon] if cluster.icon else []
        boxes += [_text(cluster.id, line, cluster.box).ink for line in cluster.lines]
        if boxes:
            yield Label(cluster.id, "cluster", united(boxes))
    for line in layout.lines:
        yield Label(line.text, "page", _text(line.text, line, canvas).ink)
    for entry in layout.legend:
        text = entry.line.text
        yield Label(text, "legend", united([entry.sample, _text(text, entry.line, canvas).ink]))


def _disc(center: tuple[float, float], radius: float) -> Box:
    return Box(center[0] - radius, center[1] - radius, 2 * radius, 2 * radius)


def _texts(layout: Layout) -> Iterator[SceneText]:
    canvas = _canvas(layout)
    owners: Iterable[PlacedNode | PlacedCluster] = (*layout.nodes, *layout.clusters)
    for owner in owners:
        yield from (_text(owner.id, line, owner.box) for line in owner.lines)
    for edge in layout.edges:
        yield from (_text(edge.id, line, edge.label_box or canvas) for line in edge.lines)
    for line in (*layout.lines, *(entry.line for entry in layout.legend)):
        yield _text(line.text, line, canvas)


def _text(owner: str, line: TextLine, within: Box) -> SceneText:
    widths = tuple((font, text_width(line.text, line.style, font)) for font in FONTS)
    size = STYLES[line.style].size
    return SceneText(owner, line.text, size, line.x, line.anchor, line.box, within, widths)
