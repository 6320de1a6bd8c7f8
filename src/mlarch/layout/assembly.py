"""Lay out an architecture region by region, then all on one canvas."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mlarch.errors import LayoutError
from mlarch.layout.arrange import arrange, merged
from mlarch.layout.canvas import canvas
from mlarch.layout.cards import Cards, size_all, taller
from mlarch.layout.cluster_titles import TITLE_SIDE, TITLE_TOP, place_titles
from mlarch.layout.curves import clip_end, clip_start
from mlarch.layout.detour import with_detours
from mlarch.layout.dot import Measured, Spacing
from mlarch.layout.options import Options, chosen_flow
from mlarch.layout.placement import Placement
from mlarch.layout.positioned import Box, Layout
from mlarch.layout.regions import regions
from mlarch.layout.self_loops import loop_keys, loops_beside, loops_in_band, room
from mlarch.layout.twins import blank_labels
from mlarch.model import Architecture

__all__ = ["assemble", "flow_steps", "placed", "with_tall_loops"]

_TITLE_BELOW = 9.0
_FLOW_WEIGHT = 4


def assemble(arch: Architecture, options: Options | None = None) -> Layout:
    """Return the positioned picture of an architecture.

    Raises:
        LayoutError: if the engine fails; names the architecture and holds the engine's messages.
    """
    options = options or Options()
    direction = options.direction or arch.direction
    steps = flow_steps(arch, chosen_flow(arch, options))
    cards = with_tall_loops(arch, size_all(arch, direction, steps))
    placement, titles = placed(arch, cards, direction, steps)
    return canvas(arch, cards, placement, titles, options)


def placed(
    arch: Architecture, cards: Cards, direction: str, steps: Collection[str]
) -> tuple[Placement, dict[str, Box]]:
    """Return the placement and the boxes of cluster titles.

    `steps` are the keys of the flow's edges.

    Raises:
        LayoutError: if the engine fails; names the architecture and holds the engine's messages.
    """
    try:
        placement = _arranged(arch, cards, direction, steps)
    except LayoutError as error:
        raise LayoutError([f"{arch.name}: {problem}" for problem in error.problems]) from error
    placement = _with_self_loops(arch, cards, _clipped(arch, placement))
    titles = _titles(arch, cards, placement)
    return with_detours(arch, placement, titles), titles


def flow_steps(arch: Architecture, flow: str) -> dict[str, list[int]]:
    """Return the step numbers of a flow by edge key, counted from 1."""
    steps: dict[str, list[int]] = defaultdict(list)
    if flow:
        for number, key in enumerate(arch.flow_edges(flow), start=1):
            steps[key].append(number)
    return dict(steps)


def with_tall_loops(arch: Architecture, cards: Cards) -> Cards:
    """Return the cards, each at least as tall as the self-loops beside it."""
    nodes = dict(cards.nodes)
    for id, keys in loop_keys(arch).items():
        if id in nodes:
            height = 2.0 * math.ceil(room(keys, cards.edges)[1] / 2)
            nodes[id] = taller(nodes[id], height)
    return replace(cards, nodes=nodes)


def _arranged(arch: Architecture, cards: Cards, direction: str, steps: Collection[str]) -> Placement:
    """Return the placement of all regions, each a fixed box in its outer region."""
    spacing = Spacing()
    sizes = {id: (card.width, card.height) for id, card in cards.nodes.items()}
    keys = loop_keys(arch)
    labels = {key: (card.width, card.height) for key, card in cards.edges.items()}
    blank = blank_labels(arch, labels)
    measured = Measured(
        boxes=sizes,
        rooms={id: room(keys[id], cards.edges) for id in keys if id in arch.nodes},
        labels={**labels, **blank},
        titles={id: _title_room(cards, id, keys.get(id, ())) for id in arch.clusters},
        headings={id: (card.width, card.height) for id, card in cards.clusters.items()},
        weights=dict.fromkeys(steps, _FLOW_WEIGHT),
    )
    inner: dict[str, Placement] = {}
    for region in regions(arch):
        own = arch.clusters[region.id].direction if region.id else ""
        inner[region.id] = arrange(
            region, measured, direction=own or direction, fixed=bool(own), spacing=spacing
        )
        if region.id:
            sizes[region.id] = _opaque_size(inner[region.id], measured.titles[region.id], spacing)
    whole = _composed(arch, inner, measured.titles, spacing)
    return replace(whole, labels={key: box for key, box in whole.labels.items() if key not in blank})


def _title_room(cards: Cards, id: str, loops: Sequence[str]) -> tuple[float, float]:
    """Return width and height of a cluster's title band, with its self-loops."""
    title = cards.clusters[id]
    width, height = room(loops, cards.edges) if loops else (0.0, 0.0)
    if not title.width and not loops:
        return (4.0, 4.0)
    return (
        math.ceil(title.width + width + 2 * TITLE_SIDE),
        math.ceil(max(title.height, height) + TITLE_TOP + 1.0),
    )


def _opaque_size(placement: Placement, title: tuple[float, float], spacing: Spacing) -> tuple[float, float]:
    width = max(placement.width + 2 * spacing.margin, title[0], 60.0)
    height = placement.height + _band(title, spacing) + spacing.margin
    return (2.0 * math.ceil(width / 2), 2.0 * math.ceil(height / 2))


def _band(title: tuple[float, float], spacing: Spacing) -> float:
    """Return the height in px above the content of an opaque cluster."""
    return max(title[1] + _TITLE_BELOW, spacing.margin)


def _composed(
    arch: Architecture,
    inner: Mapping[str, Placement],
    titles: Mapping[str, tuple[float, float]],
    spacing: Spacing,
) -> Placement:
    """Return all regions as one placement, each inside its box."""
    whole = inner[""]
    placements = [whole]
    queue = [id for id in whole.boxes if id in arch.clusters]
    boxes = dict(whole.boxes)
    while queue:
        id = queue.pop(0)
        box, content = boxes[id], inner[id]
        band = _band(titles[id], spacing)
        x = box.x + (box.width - content.width) / 2
        y = box.y + band + (box.height - band - spacing.margin - content.height) / 2
        moved = content.moved(x, y)
        placements.append(moved)
        boxes.update(moved.boxes)
        queue.extend(inside for inside in moved.boxes if inside in arch.clusters)
    return merged(placements, whole.width, whole.height)


def _clipped(arch: Architecture, placement: Placement) -> Placement:
    """Return the placement with lines to transparent clusters cut at the border."""
    lines = dict(placement.lines)
    for key, line_pieces in placement.lines.items():
        edge, pieces = arch.edges[key], list(line_pieces)
        if edge.source in placement.clusters:
            pieces[0] = clip_start(pieces[0], placement.clusters[edge.source])
        if edge.target in placement.clusters:
            pieces[-1] = clip_end(pieces[-1], placement.clusters[edge.target])
        lines[key] = tuple(pieces)
    return replace(placement, lines=lines)


def _with_self_loops(arch: Architecture, cards: Cards, placement: Placement) -> Placement:
    """Return the placement with self-loops added."""
    loops = {}
    for id, keys in loop_keys(arch).items():
        if id in arch.nodes:
            left = id in placement.mirrored
            loops.update(loops_beside(placement.boxes[id], keys, cards.edges, left=left))
        else:
            box = placement.clusters.get(id) or placement.boxes[id]
            loops.update(loops_in_band(box, keys, cards.edges, TITLE_TOP))
    labels = {
        key: Box(loop.middle[0] - card.width / 2, loop.middle[1] - card.height / 2, card.width, card.height)
        for key, loop in loops.items()
        if (card := cards.edges.get(key)) is not None
    }
    return replace(
        placement,
        labels={**placement.labels, **labels},
        lines={**placement.lines, **{key: (loop.points,) for key, loop in loops.items()}},
    )


def _titles(arch: Architecture, cards: Cards, placement: Placement) -> dict[str, Box]:
    """Return the boxes of cluster titles, outer clusters first."""
    order = sorted(arch.clusters, key=lambda id: len(arch.ancestors(id)))
    return place_titles(
        {id: placement.clusters.get(id) or placement.boxes[id] for id in order},
        {id: (cards.clusters[id].width, cards.clusters[id].height) for id in order},
        [line for lines in placement.lines.values() for line in lines],
        placement.titles,
    )
