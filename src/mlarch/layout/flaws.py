"""Measure the flaws of a layout: crossings, cut titles, skimmed boxes, disorder, length of lines, extent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlarch.layout.dot import Measured
from mlarch.layout.geometry import flatten, length
from mlarch.layout.placement import Placement, joined
from mlarch.layout.regions import RegionPart
from mlarch.layout.slants import CLOSE, SKIMMED
from mlarch.layout.spatial_index import LineIndex
from mlarch.layout.widen import cut_titles
from mlarch.model import EdgeData

__all__ = ["Flaws", "as_drawn", "flaws_of", "rows_of"]

# The cost of each flaw in px of line length.
_CROSSING, _SKIM, _CUT, _DISORDER, _LONG = 100.0, 100.0, 300.0, 300.0, 0.3
# The extent across the direction counts most: wide pictures are read at a small scale.
_ACROSS = 1.25


@dataclass(frozen=True)
class Flaws:
    """The flaws of a layout.

    `cut` are the clusters whose title has no free place, `skims` the lines that run
    close along a box which is not their end, `disorder` the share of neighbours in a row that stand
    against their order of declaration; `long` and `across` are the length of all lines and the
    extent across the direction, in px.
    """

    crossings: int
    cut: tuple[str, ...]
    skims: int
    disorder: float
    long: float
    across: float

    def cost(self) -> float:
        """Return all flaws as one number."""
        return (
            _CROSSING * self.crossings
            + _CUT * len(self.cut)
            + _SKIM * self.skims
            + _DISORDER * self.disorder
            + _LONG * self.long
            + _ACROSS * self.across
        )


def flaws_of(
    placement: Placement,
    parts: Sequence[RegionPart],
    edges: Sequence[EdgeData],
    measured: Measured,
    direction: str,
) -> Flaws:
    """Return the flaws of a layout."""
    lines = {key: flatten(joined(lines), 1.0) for key, lines in placement.lines.items()}
    grid = LineIndex(lines.values())
    return Flaws(
        crossings=sum(1 for _ in grid.crossings()),
        cut=tuple(cut_titles(placement, measured.headings)),
        skims=_skims(grid, placement, edges, list(lines)),
        disorder=_disorder(parts, placement, direction),
        long=math.fsum(length(line) for line in lines.values()),
        across=placement.width if direction in ("TB", "BT") else placement.height,
    )


def _skims(grid: LineIndex, placement: Placement, edges: Sequence[EdgeData], keys: Sequence[str]) -> int:
    ends = {edge.id: (edge.source, edge.target) for edge in edges}
    return sum(
        along > SKIMMED and id not in ends[keys[number]]
        for id, box in placement.boxes.items()
        for number, along in grid.inside(box.grown(CLOSE)).items()
    )


def _disorder(parts: Iterable[RegionPart], placement: Placement, direction: str) -> float:
    wrong, pairs = 0, 0
    for row in rows_of(parts, placement, direction):
        drawn = {id: number for number, id in enumerate(as_drawn(row, placement, direction))}
        wrong += sum(drawn[a] > drawn[b] for a, b in pairwise(row))
        pairs += len(row) - 1
    return wrong / pairs if pairs else 0.0


def rows_of(parts: Iterable[RegionPart], placement: Placement, direction: str) -> Iterator[tuple[str, ...]]:
    """Yield the boxes of one parent in one rank, in order of declaration."""
    rows: dict[float, list[str]] = {}
    for part in parts:
        if part.is_box:
            middle = placement.boxes[part.id].center[1 if direction in ("TB", "BT") else 0]
            rows.setdefault(round(middle), []).append(part.id)
        else:
            yield from rows_of(part.parts or (), placement, direction)
    yield from (tuple(row) for row in rows.values() if len(row) > 1)


def as_drawn(row: tuple[str, ...], placement: Placement, direction: str) -> tuple[str, ...]:
    """Return the boxes of a row in their order in the picture."""
    axis = 0 if direction in ("TB", "BT") else 1
    return tuple(sorted(row, key=lambda id: placement.boxes[id].center[axis]))
