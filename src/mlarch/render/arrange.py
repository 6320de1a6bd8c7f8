"""Arrange one region: each connected part by the engine, what is connected to nothing in a grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mlarch.model import Edge
from mlarch.render import dot, engine
from mlarch.render.dot import Size, Spacing
from mlarch.render.place import Line, Placement, read
from mlarch.render.positioned import Box, Point
from mlarch.render.regions import Part, Region

__all__ = ["Measured", "arrange"]

# How wide a grid of unconnected boxes may get before it wraps, in px.
_ROW, _COLUMN, _PAGE = 520.0, 420.0, 1120.0


@dataclass(frozen=True)
class Measured:
    """The sizes a layout works with, in px: boxes by id, labels by edge key, titles by cluster.

    `rooms` are what a box keeps free on its right for its loops.
    """

    boxes: Mapping[str, Size]
    rooms: Mapping[str, Size]
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
        placements.append(_grid(alone, measured, direction, fixed, spacing))
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

    between = [edge for edge in region.edges if edge.source != edge.target]
    for edge in between:
        first, second = sorted((root(home[edge.source]), root(home[edge.target])))
        group[second] = first
    edges: dict[int, list[Edge]] = {}
    for edge in between:
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
    upwards = direction == "BT"
    drawing = dot.write(
        parts,
        edges,
        direction="TB" if direction in ("TB", "BT") else "LR",
        sizes=measured.boxes,
        rooms=measured.rooms,
        labels={key: size for key, size in measured.labels.items() if key in keys},
        titles=measured.titles,
        weights=measured.weights,
        spacing=spacing,
        titles_below=upwards,
    )
    placement = read(drawing, engine.positions(drawing.dot), measured.boxes)
    if upwards:
        placement = _flipped(placement)
    if direction == "RL" or (direction != "LR" and _reversed(parts, placement)):
        return _mirrored(placement)
    return placement


def _reversed(parts: Iterable[Part], placement: Placement) -> bool:
    """Say whether most neighbours stand against their order of declaration."""
    score = 0
    for siblings in _sibling_lists(parts):
        boxes = [placement.boxes.get(id) or placement.clusters[id] for id in siblings]
        for first, second in pairwise(boxes):
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
    """Return a placement turned left to right."""
    width = placement.width
    turned = _mapped(
        placement,
        lambda box: Box(width - box.right, box.y, box.width, box.height),
        lambda point: (width - point[0], point[1]),
    )
    return replace(turned, mirrored=frozenset(placement.boxes) - placement.mirrored)


def _flipped(placement: Placement) -> Placement:
    """Return a placement turned upside down."""
    height = placement.height
    return _mapped(
        placement,
        lambda box: Box(box.x, height - box.bottom, box.width, box.height),
        lambda point: (point[0], height - point[1]),
    )


def _mapped(placement: Placement, turn: Callable[[Box], Box], move: Callable[[Point], Point]) -> Placement:
    return replace(
        placement,
        boxes={id: turn(box) for id, box in placement.boxes.items()},
        clusters={id: turn(box) for id, box in placement.clusters.items()},
        labels={key: turn(box) for key, box in placement.labels.items()},
        lines={
            key: tuple(tuple(move(point) for point in line) for line in lines)
            for key, lines in placement.lines.items()
        },
    )


def _grid(
    parts: Sequence[Part], measured: Measured, direction: str, fixed: bool, spacing: Spacing
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
    return _mapped(placement, lambda box: box.moved(dx, dy), lambda point: (point[0] + dx, point[1] + dy))


def merged(placements: Sequence[Placement], width: float, height: float) -> Placement:
    """Return placements that stand on one plane as one."""
    boxes: dict[str, Box] = {}
    clusters: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    for placement in placements:
        boxes.update(placement.boxes)
        clusters.update(placement.clusters)
        labels.update(placement.labels)
        lines.update(placement.lines)
    mirrored = frozenset(id for placement in placements for id in placement.mirrored)
    return Placement(width, height, boxes, clusters, labels, lines, mirrored)
