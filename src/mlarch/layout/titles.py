"""Slide cluster titles along their top border to where no line crosses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlarch.layout.curves import segments
from mlarch.layout.geometry import BoxGrid, around, flatten
from mlarch.layout.nearby import Nearby
from mlarch.layout.positioned import Box, Point

__all__ = ["TITLE_SIDE", "TITLE_TOP", "cut_titles", "place_titles"]

TITLE_TOP, TITLE_SIDE = 9.0, 12.0
_STEP, _CLEAR, _EXACT = 6.0, 5.0, 0.5
_SQUARE = 192.0
# How much lower than usual a kept place may be.
_BELOW = 60.0


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
    grid = _grid(boxes, sizes, lines)
    return {id: _title(box, sizes[id], grid, kept.get(id)) for id, box in boxes.items()}


def cut_titles(
    boxes: Mapping[str, Box],
    sizes: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[Point, ...]],
    kept: Mapping[str, Box],
) -> list[str]:
    """Return the clusters whose title is crossed by a line wherever it stands."""
    grid = _grid(boxes, sizes, lines)
    return [id for id, box in boxes.items() if grid.inside(_title(box, sizes[id], grid, kept.get(id)))]


def _grid(
    boxes: Mapping[str, Box], sizes: Mapping[str, tuple[float, float]], lines: Sequence[tuple[Point, ...]]
) -> BoxGrid:
    """Return the lines that may run through a band in which a title slides."""
    bands = Nearby((id, _band(box, sizes[id])) for id, box in boxes.items())
    pieces = (segment for line in lines for segment in segments(line))
    near = (flatten(piece, _EXACT) for piece in pieces if _touches(around(piece), bands))
    return BoxGrid(near, size=_SQUARE)


def _touches(span: Box, bands: Nearby[str]) -> bool:
    return any(band.overlaps(span, -1.0) for _, band in bands.near(span))


def _band(box: Box, size: tuple[float, float]) -> Box:
    """Return the band at the top of a cluster in which its title slides."""
    return Box(box.x, box.y, box.width, TITLE_TOP + size[1] + _BELOW)


def _title(box: Box, size: tuple[float, float], grid: BoxGrid, kept: Box | None) -> Box:
    width, height = size
    first = Box(box.x + TITLE_SIDE, kept.y if kept else box.y + TITLE_TOP, width, height)
    if not grid.inside(_band(box, size)):
        return first
    place = first
    while place.x <= box.right - TITLE_SIDE - width:
        if not grid.inside(place.grown(_CLEAR)):
            return place
        place = place.moved(_STEP, 0.0)
    return Box(kept.x, kept.y, width, height) if kept else first
