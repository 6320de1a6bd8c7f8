"""Hold a positioned picture as plain data, between layout and drawing.

All lengths are in CSS pixels. x grows to the right and y downwards from the top left corner of the
canvas, (0, 0).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Badge",
    "Box",
    "Layout",
    "LegendEntry",
    "PlacedCluster",
    "PlacedEdge",
    "PlacedNode",
    "Point",
    "TextLine",
]

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle: top left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> Point:
        return (self.x + self.width / 2, self.y + self.height / 2)

    def grown(self, by: float) -> Box:
        """Return this box grown by `by` on every side (negative: shrunk)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def contains(self, point: Point, slack: float = 0.0) -> bool:
        x, y = point
        return self.x - slack <= x <= self.right + slack and self.y - slack <= y <= self.bottom + slack

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Return True if the boxes overlap by more than `slack` in both directions."""
        return (
            self.x + slack < other.right
            and other.x + slack < self.right
            and self.y + slack < other.bottom
            and other.y + slack < self.bottom
        )


@dataclass(frozen=True)
class TextLine:
    """One line of text; (x, y) is the anchor point on the baseline.

    `style` is a key of `mlarch.layout.fonts.STYLES`, `box` the space reserved for the line, and `anchor`
    an SVG `text-anchor`.
    """

    text: str
    x: float
    y: float
    style: str
    box: Box
    anchor: str = "middle"


@dataclass(frozen=True)
class PlacedNode:
    """A card; `icon` is the square of its icon, None for no icon."""

    id: str
    box: Box
    icon: Box | None
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class PlacedCluster:
    """A titled box; `depth` is 0 for outermost clusters, `title` its title's box."""

    id: str
    box: Box
    depth: int
    title: Box
    icon: Box | None
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Badge:
    """A numbered disc on an edge of the flow."""

    number: int
    center: Point
    radius: float


@dataclass(frozen=True)
class PlacedEdge:
    """A routed edge: 1 + 3n cubic Bezier points, from border to border.

    `points` run from source to target. `label_box` is the box around the label's lines and badges, None
    if there are none.
    """

    id: str
    points: tuple[Point, ...]
    label_box: Box | None = None
    lines: tuple[TextLine, ...] = ()
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class LegendEntry:
    """One entry of the legend: the box of its sample, and its text.

    `what` is "edge", "status" or "tag", and `key` the edge kind, status or tag. `shape` is "box", or
    "line" if only edges have this look.
    """

    what: str
    key: str
    sample: Box
    line: TextLine
    shape: str = "box"


@dataclass(frozen=True)
class Layout:
    """A positioned picture."""

    width: float
    height: float
    nodes: tuple[PlacedNode, ...]
    clusters: tuple[PlacedCluster, ...]
    edges: tuple[PlacedEdge, ...]
    lines: tuple[TextLine, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
