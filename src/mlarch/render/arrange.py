"""Arrange one region: each connected part by the engine, what is connected to nothing in a grid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlarch.model import Edge
from mlarch.render import dot, engine
from mlarch.render.dot import Size, Spacing
from mlarch.render.place import Placement, read
from mlarch.render.positioned import Box, Point
from mlarch.render.regions import Part, Region

__all__ = ["Measured", "arrange"]

# How wide a grid of unconnected boxes may get before it wraps, in px.
_ROW, _COLUMN, _PAGE = 520.0, 420.0, 1120.0


@dataclass(frozen=True)
class Measured:
    """The sizes a layout works with, in px: boxes by id, labels by edge key, titles by cluster."""

    boxes: Mapping[str, Size]
    labels: Mapping[str, Size]
    titles: Mapping[str, Size]
    weights: Mapping[str, int]


def arrange(
    region: Region, measured: Measured, *, direction: str, fixed: bool, spacing: Spacing
) -> Placement:
    """Return where everything in a region stands.

    `fixed` says that the direction was asked for by the author of the cluster, so that unconnected
    boxes stand in one row or column along it.
    """
    connected, alone = _components(region)
    placements = [_laid_out(parts, edges, measured, direction, spacing) for parts, edges in connected]
    if alone:
        placements.append(_grid(alone, measured.boxes, direction, fixed, spacing))
    return _shelves(placements, 2 * spacing.node)


def _components(region: Region) -> tuple[list[tuple[list[Part], list[Edge]]], list[Part]]:
    """Return the connected parts with their edges, and the boxes that no edge touches."""
    home = {id: index for index, part in enumerate(region.parts) for id in part.ids()}
    group = list(range(len(region.parts)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for edge in region.edges:
        first, second = sorted((root(home[edge.source]), root(home[edge.target])))
        group[second] = first
    edges: dict[int, list[Edge]] = {}
    for edge in region.edges:
        edges.setdefault(root(home[edge.source]), []).append(edge)
    parts: dict[int, list[Part]] = {}
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
    parts: Sequence[Part], edges: Sequence[Edge], measured: Measured, direction: str, spacing: Spacing
) -> Placement:
    keys = {edge.id for edge in edges}
    drawing = dot.write(
        parts,
        edges,
        direction=direction,
        sizes=measured.boxes,
        labels={key: size for key, size in measured.labels.items() if key in keys},
        titles=measured.titles,
        weights=measured.weights,
        spacing=spacing,
    )
    placement = read(drawing, engine.positions(drawing.dot))
    if direction in ("TB", "BT") and _reversed(parts, placement):
        return _mirrored(placement)
    return placement


def _reversed(parts: Iterable[Part], placement: Placement) -> bool:
    """Say whether most neighbours stand against their order of declaration."""
    score = 0
    for siblings in _sibling_lists(parts):
        boxes = [placement.boxes.get(id) or placement.clusters[id] for id in siblings]
        for first, second in zip(boxes, boxes[1:], strict=False):
            if first.y < second.bottom and second.y < first.bottom:
                score += 1 if first.x < second.x else -1
    return score < 0


def _sibling_lists(parts: Iterable[Part]) -> Iterable[list[str]]:
    parts = list(parts)
    yield [part.id for part in parts]
    for part in parts:
        if part.parts:
            yield from _sibling_lists(part.parts)


def _mirrored(placement: Placement) -> Placement:
    """Return a placement flipped left to right."""

    def flip(box: Box) -> Box:
        return Box(placement.width - box.right, box.y, box.width, box.height)

    def turn(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((placement.width - x, y) for x, y in points)

    return Placement(
        placement.width,
        placement.height,
        {id: flip(box) for id, box in placement.boxes.items()},
        {id: flip(box) for id, box in placement.clusters.items()},
        {key: flip(box) for key, box in placement.labels.items()},
        {key: turn(points) for key, points in placement.lines.items()},
    )


def _grid(
    parts: Sequence[Part], sizes: Mapping[str, Size], direction: str, fixed: bool, spacing: Spacing
) -> Placement:
    """Place boxes in rows of equal cells, in order of declaration."""
    width = max(sizes[part.id][0] for part in parts)
    height = max(sizes[part.id][1] for part in parts)
    gap = spacing.node * 0.6
    columns = _columns(len(parts), (width + gap, height + gap), direction, fixed)
    boxes = {}
    for index, part in enumerate(parts):
        row, column = divmod(index, columns)
        w, h = sizes[part.id]
        x = column * (width + gap) + (width - w) / 2
        y = row * (height + gap) + (height - h) / 2
        boxes[part.id] = Box(x, y, w, h)
    rows = math.ceil(len(parts) / columns)
    return Placement(columns * (width + gap) - gap, rows * (height + gap) - gap, boxes)


def _columns(count: int, cell: Size, direction: str, fixed: bool) -> int:
    """Return in how many columns `count` cells of that size stand best."""
    across = direction in ("TB", "BT")
    if fixed:
        return 1 if across else count
    if across:
        return max(1, min(count, int(_ROW // cell[0])))
    rows = max(1, min(count, int(_COLUMN // cell[1])))
    return math.ceil(count / rows)


def _shelves(placements: Sequence[Placement], gap: float) -> Placement:
    """Put placements beside each other, on a new shelf where a row would get too wide."""
    if len(placements) == 1:
        return placements[0]
    moved, x, y, tallest, widest = [], 0.0, 0.0, 0.0, 0.0
    for placement in placements:
        if x and x + placement.width > _PAGE:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        moved.append(shifted(placement, x, y))
        x += placement.width + gap
        tallest, widest = max(tallest, placement.height), max(widest, x - gap)
    return merged(moved, widest, y + tallest)


def shifted(placement: Placement, dx: float, dy: float) -> Placement:
    """Return a placement with everything moved."""
    return Placement(
        placement.width,
        placement.height,
        {id: box.moved(dx, dy) for id, box in placement.boxes.items()},
        {id: box.moved(dx, dy) for id, box in placement.clusters.items()},
        {key: box.moved(dx, dy) for key, box in placement.labels.items()},
        {key: tuple((x + dx, y + dy) for x, y in points) for key, points in placement.lines.items()},
    )


def merged(placements: Iterable[Placement], width: float, height: float) -> Placement:
    """Return placements that stand on one plane as one."""
    boxes: dict[str, Box] = {}
    clusters: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    lines: dict[str, tuple[Point, ...]] = {}
    for placement in placements:
        boxes.update(placement.boxes)
        clusters.update(placement.clusters)
        labels.update(placement.labels)
        lines.update(placement.lines)
    return Placement(width, height, boxes, clusters, labels, lines)
