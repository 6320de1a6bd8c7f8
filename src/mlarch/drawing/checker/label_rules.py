"""Check that labels are at their edge and not cut, and that texts fit."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import SLACK, Label, Line, Scene, SceneText, label_name
from mlarch.layout.geometry import distance, excess, inside_length
from mlarch.layout.positioned import Box

__all__ = ["cut_labels", "label_places", "wide_texts"]

# The length in px of a line through a label that does not disturb.
_CUT = 1.0
# The distance in px from a label at which its line still counts as touching it.
_BESIDE = 3.0


def cut_labels(scene: Scene) -> Iterator[PictureFinding]:
    """Find labels and titles with a line through them that is not their own."""
    for label in scene.labels:
        for number, inside in scene.line_index.inside(label.box.grown(-_CUT)).items():
            line = scene.lines[number]
            is_own = label.kind == "edge" and label.owner == line.id
            if inside > _CUT and not is_own:
                message = f"{label_name(label)} is cut by edge '{line.id}' over {inside:.1f} px"
                yield PictureFinding("label-cut", (label.owner, line.id), message, inside)


def label_places(scene: Scene) -> Iterator[PictureFinding]:
    """Find edge labels off their line, or nearer to another line."""
    by_id = {line.id: line for line in scene.lines}
    for label in scene.labels:
        line = by_id.get(label.owner)
        if label.kind == "edge" and line is not None:
            away = distance(label.box.center, line.points)
            if inside_length(line.points, label.box.grown(_BESIDE)) == 0:
                message = f"the label of '{line.id}' is {away:.1f} px from its own line"
                yield PictureFinding("label-off-edge", (line.id,), message, away)
            yield from _nearer_lines(label, line, away, scene)


def _nearer_lines(label: Label, own: Line, away: float, scene: Scene) -> Iterator[PictureFinding]:
    center = label.box.center
    for number in sorted(scene.line_index.near(Box(*center, 0, 0).grown(away))):
        other = scene.lines[number]
        gap = distance(center, other.points) if other is not own else math.inf
        if gap < away - SLACK:
            message = (
                f"the label of '{own.id}' is {gap:.1f} px from edge '{other.id}' "
                f"and {away:.1f} px from its own"
            )
            yield PictureFinding("label-nearer-other", (own.id, other.id), message, away - gap)


def wide_texts(scene: Scene) -> Iterator[PictureFinding]:
    """Find texts that leave their box or the shape around them in any font."""
    for text in scene.texts:
        by_font = ((font, _excess(text, width)) for font, width in text.widths)
        font, out = max(by_font, key=lambda pair: pair[1])
        if out > SLACK:
            message = f"'{text.text}' of '{text.owner}' leaves its box by {out:.1f} px in {font}"
            yield PictureFinding("text-too-wide", (text.owner,), message, out)


def _excess(text: SceneText, width: float) -> float:
    left, right = text.extent(width)
    ink = Box(left, text.room.y, right - left, text.room.height)
    return max(excess(ink, text.room), excess(ink, text.within))
