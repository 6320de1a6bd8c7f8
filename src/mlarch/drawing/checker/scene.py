"""Hold what is drawn, wherever it was read from: boxes, labels, texts and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mlarch.layout.fonts import FONTS, STYLES
from mlarch.layout.geometry import Polyline, flatten, united
from mlarch.layout.positioned import Box, Layout, PlacedCluster, PlacedEdge, PlacedNode, TextLine
from mlarch.layout.spatial_index import LineIndex
from mlarch.layout.text_measure import text_width
from mlarch.model import Architecture

__all__ = ["Label", "Line", "Scene", "SceneText", "advance", "scene_of"]

# A viewer sees Inter or Arial; DejaVu must fit its box but does not count as what is drawn.
_SEEN = ("inter", "arial")


@dataclass(frozen=True)
class SceneText:
    """One line of text: `widths` by font, `room` what it was given, `within` the shape it stands in."""

    owner: str
    text: str
    size: float
    x: float
    anchor: str
    room: Box
    within: Box
    widths: tuple[tuple[str, float], ...]

    def extent(self, width: float) -> tuple[float, float]:
        """Return left and right end of the text where it is that wide."""
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + width

    @property
    def ink(self) -> Box:
        """Return the box of the text as a viewer sees it."""
        left, right = self.extent(max(width for font, width in self.widths if font in _SEEN))
        return Box(left, self.room.y, right - left, self.room.height)


@dataclass(frozen=True)
class Label:
    """What may not be covered: `kind` is edge, cluster, page or legend, `owner` an id or the text."""

    owner: str
    kind: str
    box: Box


@dataclass(frozen=True)
class Line:
    """A drawn edge as a polyline."""

    id: str
    source: str
    target: str
    points: Polyline


@dataclass(frozen=True)
class Scene:
    """Everything drawn, in px; `around` names the clusters around each node and cluster.

    `inner` holds what stands inside one node's card and must not overlap there: icon and lines.
    """

    canvas: Box
    nodes: Mapping[str, Box]
    clusters: Mapping[str, Box]
    around: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    texts: tuple[SceneText, ...]
    inner: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)

    @cached_property
    def grid(self) -> LineIndex:
        """Return the lines by the square of the plane they run through."""
        return LineIndex(line.points for line in self.lines)

    def end(self, id: str) -> Box | None:
        """Return the box of a node or cluster, None where it is not drawn."""
        return self.nodes.get(id) or self.clusters.get(id)

    def drawn(self) -> Iterator[tuple[str, Box]]:
        """Yield everything that must stay on the canvas but lines, with its name."""
        yield from self.nodes.items()
        yield from self.clusters.items()
        yield from ((label.owner, label.box) for label in self.labels)


def advance(text: str, size: float, weight: int, font: str) -> float:
    """Return the width of a text in px at any size, in one of the weights there are."""
    style = "label" if weight >= 600 else "second"
    return text_width(text, style, font) * size / STYLES[style].size


def scene_of(arch: Architecture, layout: Layout) -> Scene:
    """Return the scene of a layout."""
    nodes = {node.id: node.box for node in layout.nodes}
    clusters = {cluster.id: cluster.box for cluster in layout.clusters}
    return Scene(
        canvas=Box(0, 0, layout.width, layout.height),
        nodes=nodes,
        clusters=clusters,
        around={id: arch.ancestors(id) for id in (*nodes, *clusters)},
        lines=tuple(_line(edge, arch) for edge in layout.edges if edge.id in arch.edges and edge.points),
        labels=tuple(_labels(layout)),
        texts=tuple(_texts(layout)),
        inner={node.id: tuple(_inner(node)) for node in layout.nodes},
    )


def _line(edge: PlacedEdge, arch: Architecture) -> Line:
    declared = arch.edges[edge.id]
    return Line(edge.id, declared.source, declared.target, flatten(edge.points))


def _inner(node: PlacedNode) -> Iterator[Box]:
    if node.icon is not None:
        yield node.icon
    yield from (_text(node.id, line, node.box).ink for line in node.lines)


def _labels(layout: Layout) -> Iterator[Label]:
    for edge in layout.edges:
        boxes = [*_pill(edge), *(_disc(badge.center, badge.radius) for badge in edge.badges)]
        if boxes:
            yield Label(edge.id, "edge", united(boxes))
    for cluster in layout.clusters:
        boxes = [*([cluster.icon] if cluster.icon else []), *_inks(cluster.id, cluster.lines, cluster.box)]
        if boxes:
            yield Label(cluster.id, "cluster", united(boxes))
    canvas = Box(0, 0, layout.width, layout.height)
    for line in layout.lines:
        yield Label(line.text, "page", _text(line.text, line, canvas).ink)
    for entry in layout.legend:
        text = entry.line.text
        yield Label(text, "legend", united([entry.sample, _text(text, entry.line, canvas).ink]))


def _pill(edge: PlacedEdge) -> Iterable[Box]:
    return (edge.label_box,) if edge.label_box is not None else ()


def _disc(center: tuple[float, float], radius: float) -> Box:
    return Box(center[0] - radius, center[1] - radius, 2 * radius, 2 * radius)


def _inks(owner: str, lines: Iterable[TextLine], within: Box) -> Iterator[Box]:
    return (_text(owner, line, within).ink for line in lines)


def _texts(layout: Layout) -> Iterator[SceneText]:
    canvas = Box(0, 0, layout.width, layout.height)
    owners: tuple[PlacedNode | PlacedCluster, ...] = (*layout.nodes, *layout.clusters)
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
