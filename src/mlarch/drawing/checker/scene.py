"""Hold a picture for checking: boxes, labels, texts and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mlarch.layout.fonts import STYLES
from mlarch.layout.geometry import Polyline
from mlarch.layout.positioned import Box
from mlarch.layout.spatial_index import LineIndex
from mlarch.layout.text_measure import text_width

__all__ = ["SLACK", "Label", "Line", "Scene", "SceneText", "advance", "label_name"]

SLACK = 0.5
"""Faults of fewer px cannot be seen; coordinates in SVG are rounded to a hundredth."""


# Viewers see Inter or Arial. DejaVu must fit its box, but does not count for overlaps.
_USUAL_FONTS = ("inter", "arial")


@dataclass(frozen=True)
class SceneText:
    """A line of text: `widths` by font, reserved box, and shape around it."""

    owner: str
    text: str
    size: float
    x: float
    anchor: str
    room: Box
    within: Box
    widths: tuple[tuple[str, float], ...]

    def extent(self, width: float) -> tuple[float, float]:
        """Return left and right end of the text at this width."""
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + width

    @property
    def ink(self) -> Box:
        """The box of the text in the usual fonts."""
        left, right = self.extent(max(width for font, width in self.widths if font in _USUAL_FONTS))
        return Box(left, self.room.y, right - left, self.room.height)


@dataclass(frozen=True)
class Label:
    """A box that must stay visible; `owner` is an id or the text.

    `kind` is edge, cluster, page or legend; for the rules on overlaps also node or box (a cluster).
    """

    owner: str
    kind: str
    box: Box


_NAMES = {
    "node": "node",
    "box": "cluster",
    "edge": "the label of",
    "cluster": "the title of",
    "page": "the line",
    "legend": "the legend line",
}


def label_name(label: Label) -> str:
    """Return the name of a label in messages."""
    return f"{_NAMES[label.kind]} '{label.owner}'"


@dataclass(frozen=True)
class Line:
    """A drawn edge as a polyline."""

    id: str
    source: str
    target: str
    points: Polyline


@dataclass(frozen=True)
class Scene:
    """A picture; lengths are in px.

    `around` are the clusters around each node and cluster, innermost first. `inner` are the boxes of
    icon and text lines inside each node, which must not overlap.
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
    def line_index(self) -> LineIndex:
        """The lines in a spatial index, numbered as in `lines`."""
        return LineIndex(line.points for line in self.lines)

    def end(self, id: str) -> Box | None:
        """Return the box of a node or cluster, None if it is not drawn."""
        return self.nodes.get(id) or self.clusters.get(id)

    def drawn(self) -> Iterator[tuple[str, Box]]:
        """Yield id and box of everything on the canvas except lines."""
        yield from self.nodes.items()
        yield from self.clusters.items()
        yield from ((label.owner, label.box) for label in self.labels)


def advance(text: str, size: float, weight: int, font: str) -> float:
    """Return the width of a text in px, in the nearest measured weight."""
    style = "label" if weight >= 600 else "second"
    return text_width(text, style, font) * size / STYLES[style].size
