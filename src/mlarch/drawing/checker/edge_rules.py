"""Check the lines of a scene: they touch their ends and run through no node."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import SLACK, Line, Scene
from mlarch.layout.geometry import border_distance, inside_length

__all__ = ["through_ends", "through_nodes", "touching"]

# The distance in px from a border at which a line still counts as touching it.
_REACH = 2.0


def touching(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that begin or end away from the border of their ends."""
    for line in scene.lines:
        for verb, id, gap in _gaps(line, scene):
            if gap > _REACH:
                message = f"edge '{line.id}' {verb} {gap:.1f} px from the border of '{id}'"
                yield PictureFinding("edge-not-touching", (line.id, id), message, gap)


def _gaps(line: Line, scene: Scene) -> Iterator[tuple[str, str, float]]:
    """Yield verb, end and distance from its border for both ends of a line."""
    for verb, id, point in (("begins", line.source, line.points[0]), ("ends", line.target, line.points[-1])):
        box = scene.end(id)
        if box is not None:
            yield verb, id, border_distance(point, box)


def through_nodes(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that run through a node that is not their end."""
    for id, box in scene.nodes.items():
        for number, inside in scene.line_index.inside(box.grown(-SLACK)).items():
            line = scene.lines[number]
            if id not in (line.source, line.target) and inside > SLACK:
                message = f"edge '{line.id}' runs {inside:.1f} px through node '{id}'"
                yield PictureFinding("edge-through-node", (line.id, id), message, inside)


def through_ends(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that touch the border of an end and still run through it."""
    for line in scene.lines:
        for id in {id: None for _, id, gap in _gaps(line, scene) if gap <= _REACH}:
            inside = inside_length(line.points, (scene.end(id) or scene.canvas).grown(-_REACH))
            if inside > _REACH:
                message = f"edge '{line.id}' runs {inside:.1f} px through its own end '{id}'"
                yield PictureFinding("edge-through-node", (line.id, id), message, inside)
