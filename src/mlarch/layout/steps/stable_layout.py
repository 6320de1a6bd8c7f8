"""Lay out steps on canvases of one size, with shared parts in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mlarch.layout.canvas import canvas
from mlarch.layout.geometry import united
from mlarch.layout.options import Options
from mlarch.layout.positioned import Box, Layout
from mlarch.layout.steps.common_parts import check_common_parts
from mlarch.layout.steps.missing_edges import insert_missing_edges
from mlarch.layout.steps.plan import make_plan, own_options
from mlarch.layout.steps.stage import Stage, stage_of
from mlarch.model import Architecture

__all__ = ["stable_layouts"]

_FRAME = "\0frame"
"""Id of an invisible box that keeps the canvas large enough; no id can contain it."""


def stable_layouts(
    steps: Sequence[Architecture], options: Options | None = None, *, trim: bool = False
) -> tuple[Layout, ...]:
    """Return the positioned pictures of steps, with shared parts in one place.

    All pictures have the same size, unless `trim` is set.

    Raises:
        ParameterError: if the architectures have nothing in common.
        LayoutError: if the layout engine fails.
    """
    options = replace(options or Options(), fit="")
    check_common_parts(steps)
    stages = _stages(steps, options)
    if trim:
        return tuple(_layout(stage, options) for stage in stages)
    frame = united(box for stage in stages for box in _boxes(stage))
    # Titles of different length need different widths and heights: take the largest of each.
    layouts = [_layout(stage, options, frame) for stage in stages]
    missing = max(layout.width for layout in layouts) - layouts[0].width
    frame = replace(frame, x=frame.x - missing / 2, width=frame.width + missing)
    shifts = [_shift(stage, layout) for stage, layout in zip(stages, layouts, strict=True)]
    lowest = max(shifts)
    frames = [
        replace(frame, y=frame.y - lowest + shift, height=frame.height + lowest - shift) for shift in shifts
    ]
    layouts = [_layout(stage, options, box) for stage, box in zip(stages, frames, strict=True)]
    height = max(layout.height for layout in layouts)
    return tuple(replace(layout, height=height) for layout in layouts)


def _stages(steps: Sequence[Architecture], options: Options) -> list[Stage]:
    plan = make_plan(steps, options)
    insert_missing_edges(plan)
    return [stage_of(plan, step) for step in range(len(steps))]


def _layout(stage: Stage, options: Options, frame: Box | None = None) -> Layout:
    """Return the layout of a stage on a canvas that includes `frame`."""
    placement = stage.placement
    if frame is not None:
        placement = replace(placement, boxes={**placement.boxes, _FRAME: frame})
    return canvas(stage.arch, stage.cards, placement, stage.titles, own_options(stage.arch, options))


def _shift(stage: Stage, layout: Layout) -> float:
    """Return how far down a layout is moved from its placement, in px."""
    for node in layout.nodes:
        return node.box.y - stage.placement.boxes[node.id].y
    for cluster in layout.clusters:
        return cluster.box.y - stage.placement.clusters[cluster.id].y
    return 0.0


def _boxes(stage: Stage) -> Iterable[Box]:
    """Yield the boxes and points of everything drawn in a stage."""
    placement = stage.placement
    yield from placement.boxes.values()
    yield from placement.clusters.values()
    yield from placement.labels.values()
    for lines in placement.lines.values():
        yield from (Box(x, y, 0.0, 0.0) for line in lines for x, y in line)
