"""Slide cluster titles along their top border to where no line crosses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlarch.render.curves import crosses, segments
from mlarch.render.positioned import Box, Point

__all__ = ["TITLE_SIDE", "TITLE_TOP", "place_titles"]

TITLE_TOP, TITLE_SIDE = 9.0, 12.0
_STEP, _CLEAR = 6.0, 5.0


def place_titles(
    boxes: Mapping[str, Box],
    sizes: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[Point, ...]],
    kept: Mapping[str, Box],
) -> dict[str, Box]:
    """Return the box of each cluster's title: the first place from the left that no line crosses.

    `sizes` are (width, height) of the titles in px; `kept` are places that the layout keeps free.
    Where every place is crossed the title takes its kept place, or stays on the left.
    """
    return {id: _title(box, sizes[id], lines, kept.get(id)) for id, box in boxes.items()}


def _enters_band(line: tuple[Point, ...], box: Box, top: float, height: float) -> bool:
    band = Box(box.x, box.y, box.width, top + height + 4)
    return any(_touches(segment, band) for segment in segments(line))


def _touches(segment: Sequence[Point], band: Box) -> bool:
    xs, ys = [p[0] for p in segment], [p[1] for p in segment]
    return min(xs) <= band.right and max(xs) >= band.x and min(ys) <= band.bottom and max(ys) >= band.y


def _title(box: Box, size: tuple[float, float], lines: Sequence[tuple[Point, ...]], kept: Box | None) -> Box:
    width, height = size
    top = kept.y if kept else box.y + TITLE_TOP
    first = Box(box.x + TITLE_SIDE, top, width, height)
    near = [line for line in lines if _enters_band(line, box, top - box.y, height)]
    place = first
    while place.x <= box.right - TITLE_SIDE - width:
        if not any(crosses(line, place.grown(_CLEAR)) for line in near):
            return place
        place = place.moved(_STEP, 0.0)
    return Box(kept.x, kept.y, width, height) if kept else first
