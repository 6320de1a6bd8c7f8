"""Count what can be compared between two pictures of one architecture."""

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

# Edges that meet in a common end are bound to touch there.
MEETING = 3.0
INSIDE = 2.0
# Nearer than this a line looks as if it were part of a card's border or of the other line.
GAP = 4.0
ALONG = 12.0
# Edges of one end leave it side by side.
LEAVING = 16.0


def figures_of(scene: Scene) -> Figures:
    """Return the figures of a scene."""
    boxes = [box for _, box in scene.drawn()]
    boxes += [around(line.points) for line in scene.lines]
    drawn = united(boxes) if boxes else Box(0, 0, 0, 0)
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
        aspect=round(drawn.width / drawn.height, 3) if drawn.height else 0.0,
        area=round(drawn.width * drawn.height, 1),
        smallest_text=min((text.size for text in scene.texts), default=0.0),
    )


def _crossings(scene: Scene) -> int:
    lines = scene.lines
    return sum(
        not _meeting(lines[one], lines[other], point, scene) for one, other, point in scene.grid.crossings()
    )


def _meeting(one: Line, other: Line, point: Point, scene: Scene, near: float = MEETING) -> bool:
    common = {one.source, one.target} & {other.source, other.target}
    boxes = (scene.end(id) for id in common)
    return any(box.contains(point, near) for box in boxes if box is not None)


def _crossed(line: Line, scene: Scene) -> int:
    own = {line.source, line.target}.union(*(scene.around.get(id, ()) for id in (line.source, line.target)))
    span = around(line.points)
    return sum(
        inside_length(line.points, box.grown(-INSIDE)) > INSIDE
        for id, box in scene.clusters.items()
        if id not in own and box.overlaps(span, -1.0)
    )


def _grazed(id: str, box: Box, scene: Scene) -> int:
    """Return how many lines that do not end in a node run along its border."""
    near = scene.grid.inside(box.grown(GAP))
    return sum(
        along > ALONG and id not in (scene.lines[number].source, scene.lines[number].target)
        for number, along in near.items()
    )


def _shared(scene: Scene) -> float:
    """Return over which length two lines run through the same small squares, crossings left out."""
    squares: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number, line in enumerate(scene.lines):
        for square in _squares(line):
            squares[square].add(number)
    common: Counter[tuple[int, int]] = Counter()
    for (column, row), numbers in squares.items():
        for one, other in combinations(sorted(numbers), 2):
            if not _meeting(scene.lines[one], scene.lines[other], (column * GAP, row * GAP), scene, LEAVING):
                common[one, other] += 1
    return sum(count * GAP for count in common.values() if count * GAP > 2 * ALONG)


def _squares(line: Line) -> Iterator[tuple[int, int]]:
    for (ax, ay), (bx, by) in pairwise(line.points):
        steps = max(1, math.ceil(math.hypot(bx - ax, by - ay) / GAP))
        for step in range(steps):
            t = step / steps
            yield round((ax + (bx - ax) * t) / GAP), round((ay + (by - ay) * t) / GAP)
