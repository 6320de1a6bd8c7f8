"""Arrange one region: each connected part by the engine, unconnected boxes in a grid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mlarch.layout import dot, engine
from mlarch.layout.dot import Hints, Measured, Size, Spacing
from mlarch.layout.ends import with_spread_ends
from mlarch.layout.engine_output import read
from mlarch.layout.flaws import Flaws, as_drawn, flaws_of, rows_of
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box
from mlarch.layout.regions import Region, RegionPart, clusters_around
from mlarch.layout.slants import with_level_runs
from mlarch.layout.twins import with_twins_in_order
from mlarch.layout.widen import with_wider_clusters
from mlarch.model import EdgeData

__all__ = ["arrange", "merged"]

# How wide a grid of unconnected boxes may get before it wraps, in px.
_ROW, _COLUMN, _PAGE = 520.0, 420.0, 1120.0
# Larger graphs get one layout: single lines do not matter there, and a second would cost seconds.
_MOST_TO_SEARCH = 150
_MOST_LAYOUTS = 3
# The engine takes seconds to lift boxes over a cluster of many.
_MOST_TO_LIFT = 60
# Less disorder than this is worth less than one crossing: no layout is spent on it.
_LITTLE_DISORDER = 0.3
_MIDDLE = 0.1  # the share of the extent, on either side of the middle, in which a first box does not count


@dataclass(frozen=True)
class _Try:
    """One layout with its flaws and the hints that it follows."""

    placement: Placement
    flaws: Flaws
    hints: Hints

    def cost(self) -> float:
        return self.flaws.cost()


def arrange(
    region: Region, measured: Measured, *, direction: str, fixed: bool, spacing: Spacing
) -> Placement:
    """Return the placement of a region.

    `fixed` is set if the author chose the direction of the cluster, so that unconnected boxes form one
    row or column along it.
    """
    connected, alone = _components(region)
    placements = [_laid_out(parts, edges, measured, direction, spacing) for parts, edges in connected]
    if alone:
        placements.append(_grid(alone, measured, direction, fixed, spacing))
    return _shelves(placements, 2 * spacing.node)


def _components(region: Region) -> tuple[list[tuple[list[RegionPart], list[EdgeData]]], list[RegionPart]]:
    """Return the connected parts with their edges, and the boxes that no edge touches."""
    home = {id: index for index, part in enumerate(region.parts) for id in part.ids()}
    group = list(range(len(region.parts)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    between = [edge for edge in region.edges if edge.source != edge.target]
    for edge in between:
        first, second = sorted((root(home[edge.source]), root(home[edge.target])))
        group[second] = first
    edges: dict[int, list[EdgeData]] = {}
    for edge in between:
        edges.setdefault(root(home[edge.source]), []).append(edge)
    parts: dict[int, list[RegionPart]] = {}
    for index, part in enumerate(region.parts):
        parts.setdefault(root(index), []).append(part)
    alone = [
        part for index, [part, *more] in parts.items() if not more and index not in edges and part.is_box
    ]
    connected = [
        (members, edges.get(index, []))
        for index, members in parts.items()
        if len(members) > 1 or index in edges or not members[0].is_box
    ]
    return connected, alone


def _laid_out(
    parts: Sequence[RegionPart],
    edges: Sequence[EdgeData],
    measured: Measured,
    direction: str,
    spacing: Spacing,
) -> Placement:
    """Return the best of up to three layouts: the plain one, and two that repair its flaws."""
    if len(edges) > _MOST_TO_SEARCH:
        return _one_layout(parts, edges, measured, direction, spacing, Hints())
    best = _searched(parts, edges, measured, direction, spacing)
    by_key = {edge.id: edge for edge in edges}
    return with_level_runs(best, by_key, across=direction in ("LR", "RL"))


def _searched(
    parts: Sequence[RegionPart],
    edges: Sequence[EdgeData],
    measured: Measured,
    direction: str,
    spacing: Spacing,
) -> Placement:
    """Return the cheapest of up to three layouts."""
    tried: list[_Try] = []

    def attempt(hints: Hints) -> _Try:
        layout = _one_layout(parts, edges, measured, direction, spacing, hints)
        tried.append(_Try(layout, flaws_of(layout, parts, edges, measured, direction), hints))
        return tried[-1]

    best = attempt(Hints())
    few = len(edges) <= _MOST_TO_LIFT
    lifted = tuple(_liftable(parts, edges, best.placement, direction)) if few else ()
    if lifted:
        best = min(best, attempt(Hints(lifted=lifted)), key=_Try.cost)
    elif best.flaws.crossings:
        best = min(best, attempt(replace(best.hints, backwards=True)), key=_Try.cost)
    rows, titled = _hints(parts, best, measured, direction)
    if (rows or titled) and len(tried) < _MOST_LAYOUTS:
        mended = attempt(replace(best.hints, rows=rows, titled=titled))
        # Inside clusters the engine takes some rows from right to left.
        turned = tuple(_turned_where_wrong(row, mended.placement, direction) for row in rows)
        if turned != rows and len(tried) < _MOST_LAYOUTS:
            attempt(replace(mended.hints, rows=turned))
    return min(tried, key=_Try.cost).placement


def _turned_where_wrong(row: tuple[str, ...], placement: Placement, direction: str) -> tuple[str, ...]:
    return row if as_drawn(row, placement, direction) == row else row[::-1]


def _one_layout(
    parts: Sequence[RegionPart],
    edges: Sequence[EdgeData],
    measured: Measured,
    direction: str,
    spacing: Spacing,
    hints: Hints,
) -> Placement:
    across = direction in ("LR", "RL")

    def drawn(upwards: bool) -> Placement:
        drawing = dot.write(
            parts,
            edges,
            measured,
            direction="LR" if across else "TB",
            spacing=spacing,
            hints=hints,
            titles_below=upwards,
        )
        placement = read(drawing, engine.positions(drawing), measured.boxes)
        return _flipped(placement) if upwards else placement

    placement = drawn(direction == "BT")
    if across and not hints.rows and _leans_back(parts, placement, axis=1):
        placement = drawn(True)
    if direction == "RL" or (not across and not hints.rows and _leans_back(parts, placement, axis=0)):
        placement = _mirrored(placement)
    between = [edge for edge in edges if edge.source != edge.target]
    rows = list(rows_of(parts, placement, direction))
    placement = with_twins_in_order(placement, rows, between, measured, across=across)
    by_key = {edge.id: edge for edge in edges}
    placement = with_spread_ends(placement, by_key, across=across, entering=_entering(parts, edges))
    return with_wider_clusters(placement, parts, measured.headings)


def _leans_back(parts: Sequence[RegionPart], placement: Placement, *, axis: int) -> bool:
    """Return True if boxes declared first are on the right or at the foot; the first box counts most."""
    first = next((id for part in parts for id in part.boxes()), "")
    share = placement.boxes[first].center[axis] / (placement.width, placement.height)[axis] if first else 0.5
    lean = 0 if abs(share - 0.5) < _MIDDLE else 3 if share > 0.5 else -3
    for siblings in _sibling_lists(parts):
        boxes = [placement.boxes.get(id) or placement.clusters[id] for id in siblings]
        for one, other in pairwise(boxes):
            if _beside(one, other, axis):
                lean += 1 if (one.x, one.y)[axis] > (other.x, other.y)[axis] else -1
    return lean > 0


def _beside(one: Box, other: Box, axis: int) -> bool:
    """Return True if two boxes share a rank in a layout with rows along `axis`."""
    if axis == 0:
        return one.y < other.bottom and other.y < one.bottom
    return one.x < other.right and other.x < one.right


def _sibling_lists(parts: Iterable[RegionPart]) -> Iterator[list[str]]:
    parts = list(parts)
    yield [part.id for part in parts]
    for part in parts:
        if part.parts:
            yield from _sibling_lists(part.parts)


def _entering(parts: Iterable[RegionPart], edges: Iterable[EdgeData]) -> set[str]:
    """Return the keys of the edges that go into a cluster which does not hold their source."""
    around = clusters_around(parts)
    return {edge.id for edge in edges if not set(around[edge.target]) <= {edge.source, *around[edge.source]}}


def _liftable(
    parts: Sequence[RegionPart], edges: Sequence[EdgeData], placement: Placement, direction: str
) -> Iterator[tuple[str, str]]:
    """Yield the boxes beside a cluster that only lead into it, with the cluster: they may be above it."""
    axis = 0 if direction in ("TB", "BT") else 1
    targets = {edge.target for edge in edges}
    around = clusters_around(parts)
    for siblings in _sibling_lists(parts):
        for id in siblings:
            if id in targets or id not in placement.boxes:
                continue
            led = {cluster for edge in edges if edge.source == id for cluster in around[edge.target]}
            beside = [
                cluster
                for cluster in siblings
                if cluster in led and _beside(placement.boxes[id], placement.clusters[cluster], axis)
            ]
            yield from ((id, cluster) for cluster in beside)


def _hints(
    parts: Sequence[RegionPart], best: _Try, measured: Measured, direction: str
) -> tuple[tuple[tuple[str, ...], ...], dict[str, Size]]:
    """Return hints for a second layout: rows out of order, titles without a free place."""
    placement = best.placement
    rows = tuple(rows_of(parts, placement, direction))
    cut = best.flaws.cut if direction in ("TB", "BT") else ()
    # Rows are not worth a third layout: with crossings, or lifted boxes, they seldom help.
    if not cut and (best.flaws.crossings or best.hints.lifted or best.flaws.disorder < _LITTLE_DISORDER):
        return (), {}
    level = {id for id in placement.clusters if _stands_with(id, cut, placement)}
    return rows, {id: measured.headings[id] for id in placement.clusters if id in level}


def _stands_with(id: str, cut: Sequence[str], placement: Placement) -> bool:
    """Return True if a cluster is one of `cut`, or starts at the same height."""
    top = placement.clusters[id].y
    return any(abs(placement.clusters[other].y - top) < 2.0 for other in cut)


def _mirrored(placement: Placement) -> Placement:
    """Return a placement turned left to right."""
    width = placement.width
    turned = placement.mapped(
        lambda box: Box(width - box.right, box.y, box.width, box.height),
        lambda point: (width - point[0], point[1]),
    )
    return replace(turned, mirrored=frozenset(placement.boxes) - placement.mirrored)


def _flipped(placement: Placement) -> Placement:
    """Return a placement turned upside down."""
    height = placement.height
    return placement.mapped(
        lambda box: Box(box.x, height - box.bottom, box.width, box.height),
        lambda point: (point[0], height - point[1]),
    )


def _grid(
    parts: Sequence[RegionPart], measured: Measured, direction: str, fixed: bool, spacing: Spacing
) -> Placement:
    """Place boxes in rows of equal cells, in order of declaration."""
    sizes = {part.id: measured.boxes[part.id] for part in parts}
    rooms = {part.id: measured.rooms.get(part.id, (0.0, 0.0))[0] for part in parts}
    width = max(sizes[id][0] + rooms[id] for id in sizes)
    height = max(size[1] for size in sizes.values())
    gap = spacing.node * 0.6
    columns = _columns(len(parts), (width + gap, height + gap), direction, fixed)
    boxes = {}
    for index, part in enumerate(parts):
        row, column = divmod(index, columns)
        w, h = sizes[part.id]
        x = column * (width + gap) + (width - w - rooms[part.id]) / 2
        y = row * (height + gap) + (height - h) / 2
        boxes[part.id] = Box(x, y, w, h)
    rows = math.ceil(len(parts) / columns)
    return Placement(columns * (width + gap) - gap, rows * (height + gap) - gap, boxes)


def _columns(count: int, cell: Size, direction: str, fixed: bool) -> int:
    """Return the number of columns for `count` cells of this size."""
    across = direction in ("TB", "BT")
    if fixed:
        return 1 if across else count
    if across:
        return max(1, min(count, int(_ROW // cell[0])))
    rows = max(1, min(count, int(_COLUMN // cell[1])))
    return math.ceil(count / rows)


def _shelves(placements: Sequence[Placement], gap: float) -> Placement:
    """Return placements side by side, on a new shelf if a row gets too wide."""
    if len(placements) == 1:
        return placements[0]
    moved, x, y, tallest, widest = [], 0.0, 0.0, 0.0, 0.0
    for placement in placements:
        if x and x + placement.width > _PAGE:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        moved.append(placement.moved(x, y))
        x += placement.width + gap
        tallest, widest = max(tallest, placement.height), max(widest, x - gap)
    return merged(moved, widest, y + tallest)


def merged(placements: Sequence[Placement], width: float, height: float) -> Placement:
    """Return placements in common coordinates as one."""
    boxes: dict[str, Box] = {}
    clusters: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    for placement in placements:
        boxes.update(placement.boxes)
        clusters.update(placement.clusters)
        labels.update(placement.labels)
        lines.update(placement.lines)
    titles = {id: box for placement in placements for id, box in placement.titles.items()}
    mirrored = frozenset(id for placement in placements for id in placement.mirrored)
    return Placement(width, height, boxes, clusters, labels, lines, mirrored, titles)
