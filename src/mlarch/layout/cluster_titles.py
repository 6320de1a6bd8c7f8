"""Place cluster titles on the top border, clear of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlarch.layout.curves import segments
from mlarch.layout.geometry import around, flatten
from mlarch.layout.positioned import Box, Point
from mlarch.layout.spatial_index import BoxIndex, LineIndex

__all__ = ["TITLE_SIDE", "TITLE_TOP", "cut_titles", "place_titles"]

TITLE_TOP, TITLE_SIDE = 9.0, 12.0
"""Distances in px from a cluster's border to its title."""

_STEP, _CLEARANCE, _TOLERANCE = 6.0, 5.0, 0.5
_SQUARE = 192.0
# A reserved place may be this much lower than the usual one.
_LOWEST_RESERVED = 60.0


def place_titles(
    boxes: Mapping[str, Box],
    sizes: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[Point, ...]],
    reserved: Mapping[str, Box],
) -> dict[str, Box]:
    """Return the box of each cluster's title, clear of lines if possible.

    `boxes` and `sizes` (width and height of the title in px) are by cluster id. `reserved` are places
    that the layout has left free. If lines cross every place, the title takes its reserved place, or
    stays on the left.
    """
    index = _line_index(boxes, sizes, lines)
    return {id: _title(box, sizes[id], index, reserved.get(id)) for id, box in boxes.items()}


def cut_titles(
    boxes: Mapping[str, Box],
    sizes: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[Point, ...]],
    reserved: Mapping[str, Box],
) -> list[str]:
    """Return the clusters whose title is crossed by a line at every place."""
    index = _line_index(boxes, sizes, lines)
    return [id for id, box in boxes.items() if index.inside(_title(box, sizes[id], index, reserved.get(id)))]


def _line_index(
    boxes: Mapping[str, Box], sizes: Mapping[str, tuple[float, float]], lines: Sequence[tuple[Point, ...]]
) -> LineIndex:
    """Return the lines that may run through one of the title bands."""
    bands = BoxIndex((id, _band(box, sizes[id])) for id, box in boxes.items())
    curves = (segment for line in lines for segment in segments(line))
    near = (flatten(curve, _TOLERANCE) for curve in curves if _touches(around(curve), bands))
    return LineIndex(near, size=_SQUARE)


def _touches(box: Box, bands: BoxIndex[str]) -> bool:
    return any(band.overlaps(box, -1.0) for _, band in bands.near(box))


def _band(box: Box, size: tuple[float, float]) -> Box:
    """Return the band at the top of a cluster that holds every place of its title."""
    return Box(box.x, box.y, box.width, TITLE_TOP + size[1] + _LOWEST_RESERVED)


def _title(box: Box, size: tuple[float, float], lines: LineIndex, reserved: Box | None) -> Box:
    width, height = size
    leftmost = Box(box.x + TITLE_SIDE, reserved.y if reserved else box.y + TITLE_TOP, width, height)
    if not lines.inside(_band(box, size)):
        return leftmost
    place = leftmost
    while place.x <= box.right - TITLE_SIDE - width:
        if not lines.inside(place.grown(_CLEARANCE)):
            return place
        place = place.moved(_STEP, 0.0)
    return Box(reserved.x, reserved.y, width, height) if reserved else leftmost
