"""Check that no box is missing, off the canvas, misplaced or covered."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import SLACK, Label, Scene, label_name
from mlarch.layout.geometry import around, excess, overlap, overlapping
from mlarch.model import Architecture

__all__ = ["membership", "missing", "outside_canvas", "overlaps"]


def missing(scene: Scene, arch: Architecture) -> Iterator[PictureFinding]:
    """Find nodes, clusters and edges of the architecture that are not in the scene."""
    lines = {line.id for line in scene.lines}
    for kind, expected, present in (
        ("node", arch.nodes, scene.nodes),
        ("cluster", arch.clusters, scene.clusters),
        ("edge", arch.edges, lines),
    ):
        for id in expected:
            if id not in present:
                yield PictureFinding("not-drawn", (id,), f"{kind} '{id}' is not drawn")


def outside_canvas(scene: Scene) -> Iterator[PictureFinding]:
    """Find boxes, labels and lines that leave the canvas."""
    for id, box in scene.drawn():
        out = excess(box, scene.canvas)
        if out > SLACK:
            yield PictureFinding("outside-canvas", (id,), f"'{id}' leaves the canvas by {out:.1f} px", out)
    for line in scene.lines:
        out = excess(around(line.points), scene.canvas)
        if out > SLACK:
            message = f"the line of '{line.id}' leaves the canvas by {out:.1f} px"
            yield PictureFinding("outside-canvas", (line.id,), message, out)


def overlaps(scene: Scene) -> Iterator[PictureFinding]:
    """Find nodes, labels and clusters that overlap."""
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


def _overlap_rule(first: Label, second: Label, scene: Scene) -> str:
    """Return the rule that two overlapping items break, '' for none.

    The order is nodes, labels, clusters.
    """
    if second.kind == "node":
        return "node-over-node"
    if second.kind != "box":
        return "label-over-node" if first.kind == "node" else "label-over-label"
    if first.kind == "box":
        return "" if _are_nested(first.owner, second.owner, scene) else "cluster-over-cluster"
    if first.kind == "node":
        return "" if second.owner in scene.around.get(first.owner, ()) else "wrong-cluster"
    return "" if _may_cover(first, second.owner, scene) else "label-over-cluster"


def _are_nested(first: str, second: str, scene: Scene) -> bool:
    return first in scene.around.get(second, ()) or second in scene.around.get(first, ())


def _may_cover(label: Label, cluster: str, scene: Scene) -> bool:
    """Return True if a label may be on a cluster, as those of edges may."""
    if label.kind != "cluster":
        return label.kind not in ("page", "legend")
    return cluster == label.owner or cluster in scene.around.get(label.owner, ())


def _overlap(rule: str, first: Label, second: Label) -> PictureFinding:
    amount = overlap(first.box, second.box)
    message = f"{label_name(first)} and {label_name(second)} overlap by {amount:.1f} px"
    return PictureFinding(rule, (first.owner, second.owner), message, amount)


def membership(scene: Scene) -> Iterator[PictureFinding]:
    """Find nodes and clusters that leave their cluster."""
    boxes = {**scene.nodes, **scene.clusters}
    for id, outer in scene.around.items():
        parent = next((cluster for cluster in outer if cluster in scene.clusters), None)
        if parent is None or id not in boxes:
            continue
        out = excess(boxes[id], scene.clusters[parent])
        if out > SLACK:
            message = f"'{id}' leaves its cluster '{parent}' by {out:.1f} px"
            yield PictureFinding("wrong-cluster", (id, parent), message, out)
