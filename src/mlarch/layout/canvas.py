"""Put a placement on its canvas: margins, title above, legend below."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlarch.layout.cards import Card, Cards, place
from mlarch.layout.header_footer import LOGO_HEIGHT, LOGO_ROOM, Footer, Header, footer, header, least_width
from mlarch.layout.options import Options
from mlarch.layout.pages import page
from mlarch.layout.placement import Placement, joined
from mlarch.layout.positioned import (
    Box,
    Layout,
    LegendEntry,
    PlacedCluster,
    PlacedEdge,
    PlacedNode,
    Point,
    TextLine,
)
from mlarch.model import Architecture

__all__ = ["MARGIN", "canvas"]

MARGIN = 24.0
_ABOVE_FOOTER = 20.0
# An end of a line that is further from its box does not belong on the border.
_SNAP_DISTANCE = 4.0


@dataclass(frozen=True)
class _Frame:
    """Header and footer inside the margins; `spare` is the unused height of a page."""

    width: float
    height: float
    header: Header
    footer: Footer
    spare: float = 0.0


def canvas(
    arch: Architecture, cards: Cards, placement: Placement, titles: Mapping[str, Box], options: Options
) -> Layout:
    """Return the layout with header, footer and margins, to fit its page."""
    extent = _bounds(placement)
    frame = _frame(arch, extent, options)
    dx = MARGIN - extent.x + (frame.width - extent.width) / 2
    dy = MARGIN + frame.header.height - extent.y + frame.spare / 2
    moved = placement.moved(dx, dy)
    foot = MARGIN + frame.header.height + extent.height + frame.spare + _ABOVE_FOOTER
    head_lines = (_moved(line, MARGIN, MARGIN) for line in frame.header.lines)
    foot_lines = (_moved(line, MARGIN, foot) for line in frame.footer.lines)
    return Layout(
        width=_px(frame.width + 2 * MARGIN),
        height=_px(frame.height + frame.spare + 2 * MARGIN),
        nodes=tuple(_node(id, cards.nodes[id], moved.boxes[id]) for id in arch.nodes),
        clusters=_clusters(arch, cards, moved, {id: box.moved(dx, dy) for id, box in titles.items()}),
        edges=tuple(_edge(arch, key, cards.edges.get(key), moved) for key in arch.edges),
        lines=(*head_lines, *foot_lines),
        legend=tuple(_entry(entry, MARGIN, foot) for entry in frame.footer.legend),
    )


def _frame(arch: Architecture, extent: Box, options: Options) -> _Frame:
    """Return the frame around a drawing, in the aspect ratio of the page."""
    frame = _frame_of_width(arch, extent, options, max(extent.width, _least_width(arch, options)))
    width, height = frame.width + 2 * MARGIN, frame.height + 2 * MARGIN
    sheet = page(options.fit, width, height)
    if sheet is None:
        return frame
    aspect = sheet[0] / sheet[1]
    if width < height * aspect:
        width = height * aspect
        frame = _frame_of_width(arch, extent, options, width - 2 * MARGIN)
    return replace(frame, spare=max(0.0, width / aspect - 2 * MARGIN - frame.height))


def _frame_of_width(arch: Architecture, extent: Box, options: Options, width: float) -> _Frame:
    above = _header(arch, width, options) if options.title else Header(0.0, ())
    below = footer(arch, width, options)
    return _Frame(width, above.height + extent.height + below.height, above, below)


def _least_width(arch: Architecture, options: Options) -> float:
    return least_width(arch) + (LOGO_ROOM if options.logo else 0.0) if options.title else 0.0


def _header(arch: Architecture, width: float, options: Options) -> Header:
    """Return the header, with room for a logo on its right if there is one."""
    if not options.logo:
        return header(arch, width)
    above = header(arch, width - LOGO_ROOM)
    return replace(above, height=max(above.height, LOGO_HEIGHT + 18.0))


def _bounds(placement: Placement) -> Box:
    """Return the smallest box around the drawing."""
    boxes = [*placement.boxes.values(), *placement.clusters.values(), *placement.labels.values()]
    points = [point for lines in placement.lines.values() for line in lines for point in line]
    xs = [x for box in boxes for x in (box.x, box.right)] + [x for x, _ in points]
    ys = [y for box in boxes for y in (box.y, box.bottom)] + [y for _, y in points]
    if not xs:
        return Box(0.0, 0.0, 0.0, 0.0)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _node(id: str, card: Card, box: Box) -> PlacedNode:
    placed = place(card, _px(box.x), _px(box.y))
    return PlacedNode(id, Box(_px(box.x), _px(box.y), card.width, card.height), placed.icon, placed.lines)


def _clusters(
    arch: Architecture, cards: Cards, placement: Placement, titles: Mapping[str, Box]
) -> tuple[PlacedCluster, ...]:
    """Return the clusters in the order of `titles`, outer before inner."""
    placed = []
    for id, title in titles.items():
        box = placement.clusters.get(id) or placement.boxes[id]
        card = place(cards.clusters[id], _px(title.x), _px(title.y))
        outline = Box(_px(box.x), _px(box.y), _px(box.width), _px(box.height))
        placed.append(PlacedCluster(id, outline, len(arch.ancestors(id)), title, card.icon, card.lines))
    return tuple(placed)


def _edge(arch: Architecture, key: str, card: Card | None, placement: Placement) -> PlacedEdge:
    edge, line = arch.edges[key], joined(placement.lines[key])
    line = _snapped(line, placement.clusters.get(edge.target) or placement.boxes[edge.target])
    line = _snapped(line[::-1], placement.clusters.get(edge.source) or placement.boxes[edge.source])[::-1]
    points = tuple((_px(x), _px(y)) for x, y in line)
    if card is None:
        return PlacedEdge(key, points)
    middle = placement.labels[key].center
    placed = place(card, _px(middle[0] - card.width / 2), _px(middle[1] - card.height / 2))
    box = Box(_px(middle[0] - card.width / 2), _px(middle[1] - card.height / 2), card.width, card.height)
    return PlacedEdge(key, points, box, placed.lines, placed.badges)


def _snapped(line: tuple[Point, ...], box: Box) -> tuple[Point, ...]:
    """Return a line whose end is moved onto the border of a box, if it was next to it."""
    x, y = line[-1]
    near_x, near_y = min(max(x, box.x), box.right), min(max(y, box.y), box.bottom)
    if (near_x, near_y) == (x, y):  # Inside the box: move to the nearest side.
        near_x, near_y = min(
            ((box.x, y), (box.right, y), (x, box.y), (x, box.bottom)), key=lambda end: math.dist(end, (x, y))
        )
    dx, dy = near_x - x, near_y - y
    if len(line) < 4 or not 0 < math.hypot(dx, dy) <= _SNAP_DISTANCE:
        return line
    return (*line[:-2], (line[-2][0] + dx, line[-2][1] + dy), (near_x, near_y))


def _entry(entry: LegendEntry, dx: float, dy: float) -> LegendEntry:
    return replace(entry, sample=entry.sample.moved(dx, dy), line=_moved(entry.line, dx, dy))


def _moved(line: TextLine, dx: float, dy: float) -> TextLine:
    return TextLine(line.text, line.x + dx, line.y + dy, line.style, line.box.moved(dx, dy), line.anchor)


def _px(length: float) -> float:
    """Return a length rounded to 0.01 px, to keep float noise out of the output."""
    return round(length + 0.0, 2)
