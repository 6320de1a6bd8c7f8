"""Lay out an architecture: regions from the inside out, then everything on one canvas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from mlarch.errors import LayoutError
from mlarch.model import Architecture
from mlarch.render.arrange import Measured, arrange, merged, shifted
from mlarch.render.cards import Card, Cards, place, size_all
from mlarch.render.curves import clip_end, clip_start
from mlarch.render.dot import Spacing
from mlarch.render.furniture import footer, header, least_width
from mlarch.render.options import Options, chosen_flow
from mlarch.render.place import Placement
from mlarch.render.positioned import (
    Box,
    Layout,
    PlacedCluster,
    PlacedEdge,
    PlacedNode,
    TextLine,
)
from mlarch.render.regions import regions
from mlarch.render.titles import place_titles

__all__ = ["flow_steps", "layout"]

MARGIN = 24.0
_TITLE_TOP, _TITLE_BELOW, _TITLE_SIDE = 9.0, 9.0, 12.0
_FLOW_WEIGHT = 4


def layout(arch: Architecture, options: Options | None = None) -> Layout:
    """Return the positioned picture of an architecture.

    Raises:
        LayoutError: naming the architecture, with what the engine said.
    """
    options = options or Options()
    direction = options.direction or arch.direction
    steps = flow_steps(arch, chosen_flow(arch, options))
    cards = size_all(arch, direction, steps)
    try:
        placement = _arranged(arch, cards, direction, steps)
    except LayoutError as error:
        raise LayoutError([f"{arch.name}: {problem}" for problem in error.problems]) from error
    return _canvas(arch, cards, _clipped(arch, placement), options)


def flow_steps(arch: Architecture, flow: str) -> dict[str, list[int]]:
    """Return the numbers of a flow's steps by edge key, counted from 1."""
    steps: dict[str, list[int]] = defaultdict(list)
    if flow:
        for number, key in enumerate(arch.flow_edges(flow), start=1):
            steps[key].append(number)
    return dict(steps)


def _arranged(arch: Architecture, cards: Cards, direction: str, steps: Mapping[str, list[int]]) -> Placement:
    """Return the placement of the whole: each region is a box of fixed size in the next."""
    spacing = Spacing()
    sizes = {id: (card.width, card.height) for id, card in cards.nodes.items()}
    measured = Measured(
        boxes=sizes,
        labels={key: (card.width, card.height) for key, card in cards.edges.items()},
        titles={id: _title_room(card) for id, card in cards.clusters.items()},
        weights=dict.fromkeys(steps, _FLOW_WEIGHT),
    )
    inner: dict[str, Placement] = {}
    for region in regions(arch):
        own = arch.clusters[region.id].direction if region.id else ""
        inner[region.id] = arrange(
            region, measured, direction=own or direction, fixed=bool(own), spacing=spacing
        )
        if region.id:
            sizes[region.id] = _opaque_size(inner[region.id], cards.clusters[region.id], spacing)
    return _composed(arch, cards, inner, spacing)


def _title_room(card: Card) -> tuple[float, float]:
    """Return what a cluster's title takes in the engine, its distances included."""
    if not card.width:
        return (4.0, 4.0)
    return (card.width + 2 * _TITLE_SIDE, card.height + _TITLE_TOP + 1.0)


def _title_band(card: Card, spacing: Spacing) -> float:
    """Return the height above the content of an opaque cluster."""
    return _TITLE_TOP + card.height + _TITLE_BELOW if card.width else spacing.margin


def _opaque_size(placement: Placement, title: Card, spacing: Spacing) -> tuple[float, float]:
    width = max(placement.width + 2 * spacing.margin, title.width + 2 * _TITLE_SIDE, 60.0)
    height = placement.height + _title_band(title, spacing) + spacing.margin
    return (2 * round(width / 2 + 0.5), 2 * round(height / 2 + 0.5))


def _composed(
    arch: Architecture, cards: Cards, inner: Mapping[str, Placement], spacing: Spacing
) -> Placement:
    """Return all regions on one plane, each inside its box, outermost first."""
    whole = inner[""]
    planes = [whole]
    waiting = [id for id in whole.boxes if id in arch.clusters]
    boxes = dict(whole.boxes)
    while waiting:
        id = waiting.pop(0)
        box, content = boxes[id], inner[id]
        band = _title_band(cards.clusters[id], spacing)
        x = box.x + (box.width - content.width) / 2
        y = box.y + band + (box.height - band - spacing.margin - content.height) / 2
        moved = shifted(content, x, y)
        planes.append(moved)
        boxes.update(moved.boxes)
        waiting.extend(inside for inside in moved.boxes if inside in arch.clusters)
    return merged(planes, whole.width, whole.height)


def _clipped(arch: Architecture, placement: Placement) -> Placement:
    """Cut the lines that end on a transparent cluster at its border."""
    lines = dict(placement.lines)
    for key, points in placement.lines.items():
        edge = arch.edges[key]
        if edge.source in placement.clusters:
            points = clip_start(points, placement.clusters[edge.source])
        if edge.target in placement.clusters:
            points = clip_end(points, placement.clusters[edge.target])
        lines[key] = points
    return replace(placement, lines=lines)


def _canvas(arch: Architecture, cards: Cards, placement: Placement, options: Options) -> Layout:
    """Return the layout with header, footer and margins."""
    drawn = _bounds(placement)
    width = max(drawn.width, least_width(arch) if options.title else 0.0)
    top = header(arch, width) if options.title else None
    head = top.height if top else 0.0
    dx = MARGIN - drawn.x + (width - drawn.width) / 2
    moved = shifted(placement, dx, MARGIN + head - drawn.y)
    below = footer(arch, width, legend=options.legend, credit=options.credit and options.title)
    foot = MARGIN + head + drawn.height + 20.0
    texts = [_moved(line, MARGIN, MARGIN) for line in (top.lines if top else ())]
    texts += [_moved(line, MARGIN, foot) for line in below.lines]
    legend = tuple(
        replace(entry, sample=entry.sample.moved(MARGIN, foot), line=_moved(entry.line, MARGIN, foot))
        for entry in below.legend
    )
    return Layout(
        width=_px(width + 2 * MARGIN),
        height=_px(head + drawn.height + below.height + 2 * MARGIN),
        nodes=tuple(_node(id, cards.nodes[id], moved.boxes[id]) for id in arch.nodes),
        clusters=_clusters(arch, cards, moved),
        edges=tuple(_edge(key, cards.edges.get(key), moved) for key in arch.edges),
        lines=tuple(texts),
        legend=legend,
    )


def _bounds(placement: Placement) -> Box:
    """Return the smallest box around everything drawn."""
    boxes = [*placement.boxes.values(), *placement.clusters.values(), *placement.labels.values()]
    points = [point for points in placement.lines.values() for point in points]
    xs = [x for box in boxes for x in (box.x, box.right)] + [x for x, _ in points]
    ys = [y for box in boxes for y in (box.y, box.bottom)] + [y for _, y in points]
    if not xs:
        return Box(0.0, 0.0, 0.0, 0.0)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _node(id: str, card: Card, box: Box) -> PlacedNode:
    placed = place(card, _px(box.x), _px(box.y))
    return PlacedNode(id, Box(_px(box.x), _px(box.y), card.width, card.height), placed.icon, placed.lines)


def _clusters(arch: Architecture, cards: Cards, placement: Placement) -> tuple[PlacedCluster, ...]:
    """Return the clusters, outer ones before those in them, with their titles clear of lines."""
    boxes = {id: placement.clusters.get(id) or placement.boxes[id] for id in arch.clusters}
    order = sorted(arch.clusters, key=lambda id: len(arch.ancestors(id)))
    starts = place_titles(
        {id: boxes[id] for id in order},
        {id: (cards.clusters[id].width, cards.clusters[id].height) for id in order},
        list(placement.lines.values()),
        top=_TITLE_TOP,
        side=_TITLE_SIDE,
    )
    placed = []
    for id in order:
        box, title = boxes[id], starts[id]
        card = place(cards.clusters[id], _px(title.x), _px(title.y))
        outline = Box(_px(box.x), _px(box.y), _px(box.width), _px(box.height))
        placed.append(PlacedCluster(id, outline, len(arch.ancestors(id)), title, card.icon, card.lines))
    return tuple(placed)


def _edge(key: str, card: Card | None, placement: Placement) -> PlacedEdge:
    points = tuple((_px(x), _px(y)) for x, y in placement.lines[key])
    if card is None:
        return PlacedEdge(key, points)
    middle = placement.labels[key].center
    placed = place(card, _px(middle[0] - card.width / 2), _px(middle[1] - card.height / 2))
    box = Box(_px(middle[0] - card.width / 2), _px(middle[1] - card.height / 2), card.width, card.height)
    return PlacedEdge(key, points, box, placed.lines, placed.badges)


def _moved(line: TextLine, dx: float, dy: float) -> TextLine:
    return TextLine(line.text, line.x + dx, line.y + dy, line.style, line.box.moved(dx, dy), line.anchor)


def _px(length: float) -> float:
    """Return a length rounded to hundredths of a px, so that the last bits of a float never show."""
    return round(length + 0.0, 2)
