"""Insert the edges that the union was laid out without."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.layout.edge_insertion import insert_edge
from mlarch.layout.placement import Line
from mlarch.layout.positioned import Box
from mlarch.layout.steps.plan import Plan
from mlarch.layout.steps.stage import stage_of

__all__ = ["insert_missing_edges"]


def insert_missing_edges(plan: Plan) -> None:
    """Add each missing edge to the plan, with the same line in all steps that have it."""
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for step, arch in enumerate(plan.steps):
        lines, _ = plan.lines(step)
        for key in arch.edges:
            if key not in lines and arch.edges[key].source != arch.edges[key].target:
                union_key = plan.union.keys[step].get(key)
                is_shared = union_key is not None and plan.has_same_ends(step, key)
                group = (union_key or key, "" if is_shared else str(step))
                groups.setdefault(group, []).append((step, key))
    for members in groups.values():
        _insert(plan, members)


def _insert(plan: Plan, members: Sequence[tuple[int, str]]) -> None:
    """Add one line for the edges `members`, each a step and an edge key."""
    obstacles: dict[str, Box] = {}
    lines: list[Line] = []
    labels = []
    for step, key in members:
        stage = stage_of(plan, step)
        ends = {stage.arch.edges[key].source, stage.arch.edges[key].target}
        ids, boxes = plan.union.ids[step], stage.placement.boxes
        obstacles.update({ids[id]: box for id, box in boxes.items() if id not in ends})
        obstacles.update({f"label {step} {other}": box for other, box in stage.placement.labels.items()})
        obstacles.update(
            {f"title {step} {id}": box.grown(3.0) for id, box in stage.titles.items() if box.width}
        )
        lines += [piece for pieces in stage.placement.lines.values() for piece in pieces]
        card = plan.cards[step].edges.get(key)
        labels += [(card.width, card.height)] if card else []
    step, key = members[0]
    stage = stage_of(plan, step)
    edge = stage.arch.edges[key]
    boxes = {**stage.placement.boxes, **stage.placement.clusters}
    label = (max(w for w, _ in labels), max(h for _, h in labels)) if labels else None
    inserted = insert_edge(boxes[edge.source], boxes[edge.target], label, list(obstacles.values()), lines)
    for member in members:
        plan.inserted[member] = inserted
