"""Count what can be compared between two pictures of one architecture."""

from __future__ import annotations

from mlarch.render.checker.findings import Figures
from mlarch.render.checker.geometry import around, inside_length, length, united
from mlarch.render.checker.scene import Line, Scene
from mlarch.render.positioned import Box, Point

__all__ = ["figures_of"]

# Edges that meet in a common end are bound to touch there.
MEETING = 3.0
INSIDE = 2.0


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


def _meeting(one: Line, other: Line, point: Point, scene: Scene) -> bool:
    common = {one.source, one.target} & {other.source, other.target}
    boxes = (scene.end(id) for id in common)
    return any(box.contains(point, MEETING) for box in boxes if box is not None)


def _crossed(line: Line, scene: Scene) -> int:
    own = {line.source, line.target}.union(*(scene.around.get(id, ()) for id in (line.source, line.target)))
    span = around(line.points)
    return sum(
        inside_length(line.points, box.grown(-INSIDE)) > INSIDE
        for id, box in scene.clusters.items()
        if id not in own and box.overlaps(span, -1.0)
    )
