"""Slide cluster titles along their top border to where no line crosses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlarch.render.curves import crosses, segments
from mlarch.render.positioned import Box, Point

__all__ = ["place_titles"]

_STEP = 6.0


def place_titles(
    boxes: Mapping[str, Box],
    sizes: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[Point, ...]],
    *,
    top: float,
    side: float,
) -> dict[str, Box]:
    """Return the box of each cluster's title: the first place from the left that no line crosses.

    `sizes` are (width, height) of the titles, `top` and `side` their distances from the border, all
    in px. Where every place is crossed the title stays on the left.
    """
    return {
        id: _title(
            box, sizes[id], [line for line in lines if _enters_band(line, box, top, sizes[id][1])], top, side
        )
        for id, box in boxes.items()
    }


def _enters_band(line: tuple[Point, ...], box: Box, top: float, height: float) -> bool:
    band = Box(box.x, box.y, box.width, top + height + 4)
    return any(_touches(segment, band) for segment in segments(line))


def _touches(segment: Sequence[Point], band: Box) -> bool:
    xs, ys = [p[0] for p in segment], [p[1] for p in segment]
    return min(xs) <= band.right and max(xs) >= band.x and min(ys) <= band.bottom and max(ys) >= band.y


def _title(
    box: Box, size: tuple[float, float], lines: Sequence[tuple[Point, ...]], top: float, side: float
) -> Box:
    width, height = size
    first = Box(box.x + side, box.y + top, width, height)
    last = box.right - side - width
    place = first
    while place.x <= last:
        if not any(crosses(line, place.grown(5.0)) for line in lines):
            return place
        place = place.moved(_STEP, 0.0)
    return first
