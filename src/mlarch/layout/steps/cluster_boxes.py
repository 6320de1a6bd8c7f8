"""Size the clusters of one step, as in the union if they are complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mlarch.layout.cards import Card
from mlarch.layout.cluster_titles import TITLE_SIDE, TITLE_TOP
from mlarch.layout.geometry import united
from mlarch.layout.placement import Line
from mlarch.layout.positioned import Box
from mlarch.layout.steps.plan import Plan
from mlarch.model import Architecture

__all__ = ["cluster_boxes"]

_MARGIN, _BELOW_TITLE = 16.0, 9.0
# Sides that differ by less than this from the union's box are not moved.
_LEAST_MOVE = 40.0
_EMPTY = Box(0.0, 0.0, 60.0, 20.0)


def cluster_boxes(
    plan: Plan, step: int, lines: Mapping[str, tuple[Line, ...]], labels: Mapping[str, Box]
) -> dict[str, Box]:
    """Return the box of each cluster of a step; `lines` and `labels` are by edge key."""
    arch, ids = plan.steps[step], plan.union.ids[step]
    ends = {end for key in lines for end in (arch.edges[key].source, arch.edges[key].target)}
    boxes: dict[str, Box] = {}
    for id in sorted(arch.clusters, key=lambda id: -len(arch.ancestors(id))):
        union_box = plan.cluster_box(ids[id]) if id in ids else None
        nodes = plan.nodes_in_step(step, id)
        union_nodes = plan.nodes_in_union(ids[id]) if id in ids else set()
        limit = union_box if nodes <= union_nodes else None
        if limit is not None and (nodes == union_nodes or id in ends or not nodes):
            boxes[id] = limit
            continue
        content = [plan.placement.boxes[ids[node.id]] for node in arch.nodes.values() if node.cluster == id]
        content += [boxes[inner.id] for inner in arch.clusters.values() if inner.cluster == id]
        content += _edges_inside(arch, id, lines, labels)
        boxes[id] = _box_around(content or [_EMPTY], plan.cards[step].clusters[id], limit)
    return boxes


def _edges_inside(
    arch: Architecture, cluster: str, lines: Mapping[str, tuple[Line, ...]], labels: Mapping[str, Box]
) -> Iterator[Box]:
    """Yield the points and label boxes of the edges that stay within a cluster."""
    for key, pieces in lines.items():
        edge = arch.edges[key]
        if cluster in arch.ancestors(edge.source) and cluster in arch.ancestors(edge.target):
            yield from (Box(x, y, 0.0, 0.0) for piece in pieces for x, y in piece)
            if key in labels:
                yield labels[key]


def _box_around(content: Sequence[Box], title: Card, limit: Box | None) -> Box:
    """Return a box around content with the title above, within a limit."""
    inner = united(content)
    band = title.height + TITLE_TOP + 1.0 + _BELOW_TITLE if title.width else _MARGIN
    box = Box(inner.x - _MARGIN, inner.y - band, inner.width + 2 * _MARGIN, inner.height + band + _MARGIN)
    missing = max(0.0, title.width + 2 * TITLE_SIDE - box.width)
    box = replace(box, width=box.width + missing)
    if limit is None:
        return box
    left = max(limit.x, min(box.x, limit.right - box.width))
    left, right = _snapped(left, limit.x), _snapped(min(left + box.width, limit.right), limit.right)
    top = _snapped(max(box.y, limit.y), limit.y)
    bottom = _snapped(min(box.bottom, limit.bottom), limit.bottom)
    return Box(left, top, right - left, bottom - top)


def _snapped(side: float, border: float) -> float:
    """Return the border if a side is near it: small moves look like jitter."""
    return border if abs(side - border) <= _LEAST_MOVE else side
