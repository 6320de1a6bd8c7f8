"""Check a scene rule by rule; every rule yields findings and none of them draws or prints."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import Label, Line, Scene, SceneText
from mlarch.layout.geometry import around, border_distance, distance, inside_length, overlap, overlapping
from mlarch.layout.positioned import Box
from mlarch.model import Architecture

__all__ = ["ALL", "missing"]

# Below these a fault cannot be seen; coordinates in SVG are rounded to a tenth.
SLACK = 0.5
REACH = 2.0
CUT = 1.0
BESIDE = 3.0


def outside_canvas(scene: Scene) -> Iterator[PictureFinding]:
    """Find what leaves the canvas."""
    for id, box in scene.drawn():
        out = _outside(box, scene.canvas)
        if out > SLACK:
            yield PictureFinding("outside-canvas", (id,), f"'{id}' leaves the canvas by {out:.1f} px", out)
    for line in scene.lines:
        out = _outside(around(line.points), scene.canvas)
        if out > SLACK:
            message = f"the line of '{line.id}' leaves the canvas by {out:.1f} px"
            yield PictureFinding("outside-canvas", (line.id,), message, out)


def _outside(box: Box, around: Box) -> float:
    return max(around.x - box.x, around.y - box.y, box.right - around.right, box.bottom - around.bottom)


def overlaps(scene: Scene) -> Iterator[PictureFinding]:
    """Find nodes, labels and clusters on one another."""
    nodes = [Label(id, "node", box) for id, box in scene.nodes.items()]
    clusters = [Label(id, "box", box) for id, box in scene.clusters.items()]
    items = [*nodes, *scene.labels, *clusters]
    for first, second in overlapping([item.box for item in items], SLACK):
        rule = _overlap_rule(items[first], items[second], scene)
        if rule:
            yield _overlap(rule, items[first], items[second])
    for id, boxes in scene.inner.items():
        for first, second in overlapping(boxes, SLACK):
            amount = overlap(boxes[first], boxes[second])
            message = f"inside node '{id}' icon and lines overlap by {amount:.1f} px"
            yield PictureFinding("label-over-label", (id,), message, amount)


def _overlap_rule(one: Label, other: Label, scene: Scene) -> str:
    """Return the rule that two overlapping things break, in the order node, label, cluster."""
    if other.kind == "node":
        return "node-over-node"
    if other.kind != "box":
        return "label-over-node" if one.kind == "node" else "label-over-label"
    if one.kind == "box":
        return "" if _related(one.owner, other.owner, scene) else "cluster-over-cluster"
    if one.kind == "node":
        return "" if other.owner in scene.around.get(one.owner, ()) else "wrong-cluster"
    return "label-over-cluster" if _strange(one, other.owner, scene) else ""


def _related(one: str, other: str, scene: Scene) -> bool:
    return one in scene.around.get(other, ()) or other in scene.around.get(one, ())


def _strange(label: Label, cluster: str, scene: Scene) -> bool:
    """Say whether a label has no business on a cluster; an edge and its label may cross clusters."""
    if label.kind != "cluster":
        return label.kind in ("page", "legend")
    return cluster != label.owner and cluster not in scene.around.get(label.owner, ())


def _overlap(rule: str, one: Label, other: Label) -> PictureFinding:
    amount = overlap(one.box, other.box)
    message = f"{_name(one)} and {_name(other)} overlap by {amount:.1f} px"
    return PictureFinding(rule, (one.owner, other.owner), message, amount)


def _name(item: Label) -> str:
    kinds = {
        "node": "node",
        "box": "cluster",
        "edge": "the label of",
        "cluster": "the title of",
        "page": "the line",
        "legend": "the legend line",
    }
    return f"{kinds[item.kind]} '{item.owner}'"


def membership(scene: Scene) -> Iterator[PictureFinding]:
    """Find nodes and clusters that leave the cluster they belong to."""
    boxes = {**scene.nodes, **scene.clusters}
    for id, outer in scene.around.items():
        parent = next((cluster for cluster in outer if cluster in scene.clusters), None)
        if parent is None or id not in boxes:
            continue
        out = _outside(boxes[id], scene.clusters[parent])
        if out > SLACK:
            message = f"'{id}' leaves its cluster '{parent}' by {out:.1f} px"
            yield PictureFinding("wrong-cluster", (id, parent), message, out)


def touching(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that begin or end away from the border of their ends."""
    for line in scene.lines:
        for what, id, gap in _gaps(line, scene):
            if gap > REACH:
                message = f"edge '{line.id}' {what} {gap:.1f} px from the border of '{id}'"
                yield PictureFinding("edge-not-touching", (line.id, id), message, gap)


def _gaps(line: Line, scene: Scene) -> Iterator[tuple[str, str, float]]:
    for what, id, point in (("begins", line.source, line.points[0]), ("ends", line.target, line.points[-1])):
        box = scene.end(id)
        if box is not None:
            yield what, id, border_distance(point, box)


def through_nodes(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that run through a node that is not their end."""
    for id, box in scene.nodes.items():
        for number, inside in scene.grid.inside(box.grown(-SLACK)).items():
            line = scene.lines[number]
            if id not in (line.source, line.target) and inside > SLACK:
                message = f"edge '{line.id}' runs {inside:.1f} px through node '{id}'"
                yield PictureFinding("edge-through-node", (line.id, id), message, inside)


def through_ends(scene: Scene) -> Iterator[PictureFinding]:
    """Find edges that begin or end on a border and still run on through that end."""
    for line in scene.lines:
        for id in {id: None for _, id, gap in _gaps(line, scene) if gap <= REACH}:
            inside = inside_length(line.points, (scene.end(id) or scene.canvas).grown(-REACH))
            if inside > REACH:
                message = f"edge '{line.id}' runs {inside:.1f} px through its own end '{id}'"
                yield PictureFinding("edge-through-node", (line.id, id), message, inside)


def cut_labels(scene: Scene) -> Iterator[PictureFinding]:
    """Find labels and titles that an edge other than their own runs through."""
    for label in scene.labels:
        for number, inside in scene.grid.inside(label.box.grown(-CUT)).items():
            line = scene.lines[number]
            own = label.kind == "edge" and label.owner == line.id
            if inside > CUT and not own:
                message = f"{_name(label)} is cut by edge '{line.id}' over {inside:.1f} px"
                yield PictureFinding("label-cut", (label.owner, line.id), message, inside)


def label_places(scene: Scene) -> Iterator[PictureFinding]:
    """Find labels of edges away from their own line, or nearer to another one."""
    by_id = {line.id: line for line in scene.lines}
    for label in scene.labels:
        line = by_id.get(label.owner)
        if label.kind == "edge" and line is not None:
            away = distance(label.box.center, line.points)
            if inside_length(line.points, label.box.grown(BESIDE)) == 0:
                message = f"the label of '{line.id}' stands {away:.1f} px from its own line"
                yield PictureFinding("label-off-edge", (line.id,), message, away)
            yield from _nearer(label, line, away, scene)


def _nearer(label: Label, own: Line, away: float, scene: Scene) -> Iterator[PictureFinding]:
    center = label.box.center
    for number in sorted(scene.grid.near(Box(*center, 0, 0).grown(away))):
        other = scene.lines[number]
        gap = distance(center, other.points) if other is not own else math.inf
        if gap < away - SLACK:
            message = (
                f"the label of '{own.id}' is {gap:.1f} px from edge '{other.id}' "
                f"and {away:.1f} px from its own"
            )
            yield PictureFinding("label-nearer-other", (own.id, other.id), message, away - gap)


def wide_texts(scene: Scene) -> Iterator[PictureFinding]:
    """Find texts that leave their room, or the shape they stand in, in any of the fonts."""
    for text in scene.texts:
        font, out = max(((font, _excess(text, width)) for font, width in text.widths), key=lambda f: f[1])
        if out > SLACK:
            message = f"'{text.text}' of '{text.owner}' leaves its box by {out:.1f} px in {font}"
            yield PictureFinding("text-too-wide", (text.owner,), message, out)


def _excess(text: SceneText, width: float) -> float:
    left, right = text.extent(width)
    ink = Box(left, text.room.y, right - left, text.room.height)
    return max(_outside(ink, text.room), _outside(ink, text.within))


def missing(scene: Scene, arch: Architecture) -> Iterator[PictureFinding]:
    """Find what the architecture has and the scene has not."""
    lines = {line.id for line in scene.lines}
    for what, wanted, drawn in (
        ("node", arch.nodes, scene.nodes),
        ("cluster", arch.clusters, scene.clusters),
        ("edge", arch.edges, lines),
    ):
        for id in wanted:
            if id not in drawn:
                yield PictureFinding("not-drawn", (id,), f"{what} '{id}' is not drawn")


ALL = (
    outside_canvas,
    overlaps,
    membership,
    touching,
    through_nodes,
    through_ends,
    cut_labels,
    label_places,
    wide_texts,
)
