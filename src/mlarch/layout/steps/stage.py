"""Pick the parts of one step from the layout of the union."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlarch.layout.cards import Card, Cards, place
from mlarch.layout.cluster_titles import TITLE_TOP, place_titles
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box
from mlarch.layout.self_loops import loop_keys, loops_in_band
from mlarch.layout.steps.cluster_boxes import cluster_boxes
from mlarch.layout.steps.plan import Plan
from mlarch.model import Architecture

__all__ = ["Stage", "stage_of"]


@dataclass(frozen=True)
class Stage:
    """One step in its place; `titles` are the boxes of cluster titles."""

    arch: Architecture
    cards: Cards
    placement: Placement
    titles: Mapping[str, Box]


def stage_of(plan: Plan, step: int) -> Stage:
    """Return one step in its place, with the edges inserted so far."""
    arch, ids, cards = plan.steps[step], plan.union.ids[step], plan.cards[step]
    lines, labels = plan.lines(step)
    for key in arch.edges:
        inserted = plan.inserted.get((step, key))
        if inserted is not None:
            lines[key] = (inserted.line,)
            if inserted.label is not None:
                labels[key] = inserted.label
    boxes = {id: plan.placement.boxes[ids[id]] for id in arch.nodes}
    clusters = cluster_boxes(plan, step, lines, labels)
    for id, keys in loop_keys(arch).items():
        if id in clusters and keys[0] not in lines:
            for key, loop in loops_in_band(clusters[id], keys, cards.edges, TITLE_TOP).items():
                lines[key] = (loop.points,)
                if key in cards.edges:
                    size = (cards.edges[key].width, cards.edges[key].height)
                    labels[key] = Box(loop.middle[0] - size[0] / 2, loop.middle[1] - size[1] / 2, *size)
    resized = {id: _resized(cards.nodes[id], boxes[id]) for id in arch.nodes}
    placement = Placement(plan.placement.width, plan.placement.height, boxes, clusters, labels, lines)
    titles = _titles(plan, step, clusters, lines)
    return Stage(arch, replace(cards, nodes=resized), placement, titles)


def _titles(
    plan: Plan, step: int, clusters: Mapping[str, Box], lines: Mapping[str, tuple[Line, ...]]
) -> dict[str, Box]:
    """Return the boxes of cluster titles, outer clusters first."""
    arch, cards, ids = plan.steps[step], plan.cards[step].clusters, plan.union.ids[step]
    order = sorted(arch.clusters, key=lambda id: len(arch.ancestors(id)))
    reserved = {
        id: plan.placement.titles[ids[id]]
        for id in order
        if id in ids and ids[id] in plan.placement.titles and clusters[id] == plan.cluster_box(ids[id])
    }
    pieces = [piece for line in lines.values() for piece in line]
    sizes = {id: (cards[id].width, cards[id].height) for id in order}
    return place_titles({id: clusters[id] for id in order}, sizes, pieces, reserved)


def _resized(card: Card, box: Box) -> Card:
    """Return a card in the size of a box: content in the middle, count in the corner."""
    dx, dy = box.width - card.width, box.height - card.height
    if not dx and not dy:
        return card
    is_centered = all(line.anchor == "middle" for line in card.lines if line.style != "badge")
    moved = place(card, dx / 2 if is_centered else 0.0, dy / 2)
    counts = iter(line for line in place(card, dx, 0.0).lines if line.style == "badge")
    lines = tuple(next(counts) if line.style == "badge" else line for line in moved.lines)
    return replace(moved, width=box.width, height=box.height, lines=lines)
