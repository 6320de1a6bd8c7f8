"""Compute the figures of a picture: crossings, lengths, sizes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from mlarch.drawing.checker.findings import Figures
from mlarch.drawing.checker.scene import Line, Scene
from mlarch.layout.geometry import around, inside_length, length, united
from mlarch.layout.positioned import Box, Point

__all__ = ["figures_of"]

# Crossings within this distance of a common end do not count: edges meet there.
_MEETING = 3.0
_INSIDE = 2.0
# A line nearer than this looks like a part of a card's border, or of the other line.
_GAP = 4.0
_ALONG = 12.0
# Edges of a common end leave it side by side, and do not share a line up to this distance.
_LEAVING = 16.0


def figures_of(scene: Scene) -> Figures:
    """Return the figures of a scene."""
    boxes = [box for _, box in scene.drawn()]
    boxes += [around(line.points) for line in scene.lines]
    extent = united(boxes) if boxes else Box(0, 0, 0, 0)
    return Figures(
        nodes=len(scene.nodes),
        edges=len(scene.lines),
        crossings=_crossings(scene),
        edge_length=round(sum(length(line.points) for line in scene.lines), 1),
        through_cluster=sum(_crossed(line, scene) for line in scene.lines),
        grazing=sum(_grazed(id, box, scene) for id, box in scene.nodes.items()),
        shared=round(_shared(scene), 1),
        width=scene.canvas.width,
        height=scene.canvas.height,
        aspect=round(extent.width / extent.height, 3) if extent.height else 0.0,
        area=round(extent.width * extent.height, 1),
        smallest_text=min((text.size for text in scene.texts), default=0.0),
    )


def _crossings(scene: Scene) -> int:
    lines = scene.lines
    crossings = scene.line_index.crossings()
    return sum(not _meet(lines[first], lines[second], point, scene) for first, second, point in crossings)


def _meet(first: Line, second: Line, point: Point, scene: Scene, near: float = _MEETING) -> bool:
    """Return True if a point is near a common end of two lines."""
    common = {first.source, first.target} & {second.source, second.target}
    boxes = (scene.end(id) for id in common)
    return any(box.contains(point, near) for box in boxes if box is not None)


def _crossed(line: Line, scene: Scene) -> int:
    """Return the number of clusters that a line crosses without an end inside."""
    own = {line.source, line.target}.union(*(scene.around.get(id, ()) for id in (line.source, line.target)))
    span = around(line.points)
    return sum(
        inside_length(line.points, box.grown(-_INSIDE)) > _INSIDE
        for id, box in scene.clusters.items()
        if id not in own and box.overlaps(span, -1.0)
    )


def _grazed(id: str, box: Box, scene: Scene) -> int:
    """Return the number of foreign lines along the border of a node."""
    near = scene.line_index.inside(box.grown(_GAP))
    return sum(
        along > _ALONG and id not in (scene.lines[number].source, scene.lines[number].target)
        for number, along in near.items()
    )


def _shared(scene: Scene) -> float:
    """Return the length over which two lines share small squares, without crossings."""
    squares: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number, line in enumerate(scene.lines):
        for square in _squares(line):
            squares[square].add(number)
    common: Counter[tuple[int, int]] = Counter()
    for (column, row), numbers in squares.items():
        for first, second in combinations(sorted(numbers), 2):
            corner = (column * _GAP, row * _GAP)
            if not _meet(scene.lines[first], scene.lines[second], corner, scene, _LEAVING):
                common[first, second] += 1
    return sum(count * _GAP for count in common.values() if count * _GAP > 2 * _ALONG)


def _squares(line: Line) -> Iterator[tuple[int, int]]:
    for (ax, ay), (bx, by) in pairwise(line.points):
        steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / _GAP))
        for step in range(steps):
            t = step / steps
            yield round((ax + (bx - ax) * t) / _GAP), round((ay + (by - ay) * t) / _GAP)
