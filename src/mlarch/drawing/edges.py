"""Draw edges: lines with arrowheads, and labels with flow numbers."""

from __future__ import annotations

import math

from mlarch.drawing.css_classes import item_classes
from mlarch.drawing.labels import label, linked, tooltip
from mlarch.drawing.picture import DrawnPicture
from mlarch.drawing.shapes import decimal, point_text, rect
from mlarch.drawing.xml_text import quote
from mlarch.layout.positioned import Box, PlacedEdge, Point
from mlarch.model import Architecture, EdgeData

__all__ = ["arrow", "draw_edge", "draw_edge_label"]

_HEAD_LENGTH, _HEAD_WIDTH = 9.0, 7.5
_BOLD_HEAD = 1.4
# How far a line ends before the tip of its arrowhead, so that its end does not show.
_LINE_UNDER_HEAD = 1.5
_ARROWHEADS = {"forward": (False, True), "back": (True, False), "both": (True, True), "none": (False, False)}
"""Whether there is an arrowhead at the start and at the end, by `arrow`."""


def draw_edge(picture: DrawnPicture, placed: PlacedEdge, edge: EdgeData) -> str:
    """Return the group of an edge, without its label."""
    at_start, at_end = _ARROWHEADS[edge.arrow]
    points = placed.points
    line = _shortened(points[::-1])[::-1] if at_start else points
    line = _shortened(line) if at_end else line
    bold = _is_bold(picture.arch, edge)
    content = [
        tooltip(edge.label, edge.description, placed.lines),
        f'<path class="line" d="{_path(line)}"/>',
        _arrowhead(points, bold=bold) if at_end else "",
        _arrowhead(points[::-1], bold=bold) if at_start else "",
    ]
    data = (
        f"data-id={quote(edge.id)} data-source={quote(edge.source)} "
        f"data-target={quote(edge.target)} data-kind={quote(edge.kind)}"
    )
    return f'<g class="{_classes(edge, "edge")}" {data}>{linked("".join(content), edge.link)}</g>'


def draw_edge_label(placed: PlacedEdge, box: Box, edge: EdgeData) -> str:
    """Return the group of an edge's label: a pill with flow numbers and text."""
    content = [rect(box, "label-box", min(9.0, box.height / 2))]
    for badge in placed.badges:
        x, y = badge.center
        content.append(
            f'<circle class="numbered" cx="{decimal(x)}" cy="{decimal(y)}" r="{decimal(badge.radius)}"/>'
            f'<text class="number" x="{decimal(x)}" y="{decimal(y + 3.6)}" text-anchor="middle">'
            f"{badge.number}</text>"
        )
    content.append(label(placed.lines))
    return f'<g class="{_classes(edge, "edge-label")}" data-edge={quote(edge.id)}>{"".join(content)}</g>'


def arrow(start: Point, end: Point, *, bold: bool) -> str:
    """Return a straight horizontal line to the right with an arrowhead."""
    line_end = (end[0] - _LINE_UNDER_HEAD, end[1])
    line = f'<path class="line" d="M {point_text(start)} L {point_text(line_end)}"/>'
    return line + _arrowhead((start, start, start, end), bold=bold)


def _classes(edge: EdgeData, base: str) -> str:
    style = f" style-{edge.style}" if edge.style else ""
    return f"{base} kind-{edge.kind} status-{edge.status}{style}{item_classes(edge)}"


def _is_bold(arch: Architecture, edge: EdgeData) -> bool:
    """Return True if a line is so thick that it needs a larger arrowhead."""
    tag_styles = (arch.styles[tag].style for tag in edge.tags if tag in arch.styles)
    return edge.style == "bold" or (not edge.style and "bold" in tag_styles)


def _shortened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return a line that ends under its arrowhead."""
    end = points[-1]
    ux, uy = _direction(points)
    return (*points[:-1], (end[0] - ux * _LINE_UNDER_HEAD, end[1] - uy * _LINE_UNDER_HEAD))


def _arrowhead(points: tuple[Point, ...], *, bold: bool = False) -> str:
    """Return an arrowhead with its tip at the last point."""
    x, y = points[-1]
    ux, uy = _direction(points)
    size = _BOLD_HEAD if bold else 1.0
    bx, by = x - ux * _HEAD_LENGTH * size, y - uy * _HEAD_LENGTH * size
    half = _HEAD_WIDTH * size / 2
    corners = ((x, y), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half))
    return f'<path class="head" d="M {" L ".join(map(point_text, corners))} Z"/>'


def _direction(points: tuple[Point, ...]) -> Point:
    """Return the unit vector of a line at its end."""
    end = points[-1]
    for point in reversed(points[:-1]):
        distance = math.dist(point, end)
        if distance > 0.5:
            return ((end[0] - point[0]) / distance, (end[1] - point[1]) / distance)
    return (0.0, 1.0)


def _path(points: tuple[Point, ...]) -> str:
    """Return a line as path data, with straight segments as such."""
    data = [f"M {point_text(points[0])}"]
    for i in range(1, len(points) - 2, 3):
        start, (a, b, end) = points[i - 1], points[i : i + 3]
        if _collinear(start, a, end) and _collinear(start, b, end):
            data.append(f"L {point_text(end)}")
        else:
            data.append(f"C {point_text(a)} {point_text(b)} {point_text(end)}")
    return " ".join(data)


def _collinear(a: Point, b: Point, c: Point) -> bool:
    area = (c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])
    return abs(area) <= 0.05 * math.dist(a, c)
