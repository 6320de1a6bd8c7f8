"""Find the lines that run through something that is not theirs, and lead them around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mlarch.layout.curves import crosses
from mlarch.layout.placement import Line, Placement, joined
from mlarch.layout.positioned import Box
from mlarch.layout.routing import Grid, rounded
from mlarch.layout.spatial_index import BoxIndex
from mlarch.model import Architecture

__all__ = ["with_detours"]

# Beyond this many obstacles a grid takes longer than the whole layout, and single lines do not matter.
_MOST_OBSTACLES = 500
_APART, _BACK = 1.0, 2.0
_CLEARANCES = (8.0, 4.0, 2.0)


class _Grids:
    """Grids of falling clearance over the same obstacles, each made when it is first needed."""

    def __init__(self, obstacles: list[Box], ends: list[Box]) -> None:
        self._obstacles, self._ends = obstacles, ends
        self._made: dict[float, Grid] = {}

    def widest_first(self) -> Iterator[Grid]:
        for clearance in _CLEARANCES:
            if clearance not in self._made:
                self._made[clearance] = Grid(self._obstacles, self._ends, clearance)
            yield self._made[clearance]


def with_detours(arch: Architecture, placement: Placement, titles: Mapping[str, Box]) -> Placement:
    """Return a placement in which no line runs through a node, a label or a title."""
    obstacles = BoxIndex(_obstacles(arch, placement, titles))
    faulty = [
        (key, index)
        for key, pieces in placement.lines.items()
        if arch.edges[key].source != arch.edges[key].target
        for index, piece in enumerate(pieces)
        if _at_fault(arch, placement, key, piece, obstacles)
    ]
    everything = [box for _, box in _obstacles(arch, placement, titles)]
    if not faulty or len(everything) > _MOST_OBSTACLES:
        return placement
    grids = _Grids(everything, list(placement.boxes.values()))
    lines = dict(placement.lines)
    for key, index in faulty:
        if index >= len(lines[key]):
            continue
        boxes = _obstacles(arch, placement, titles)
        lines[key] = _led_around(arch, placement, lines[key], key, index, boxes, grids)
    return replace(placement, lines=lines)


def _obstacles(
    arch: Architecture, placement: Placement, titles: Mapping[str, Box]
) -> Iterator[tuple[str, Box]]:
    """Yield the boxes that lines keep out of, with the id or edge key whose own lines may enter."""
    yield from placement.boxes.items()
    yield from placement.labels.items()
    yield from ((f"title of {id}", box.grown(3.0)) for id, box in titles.items() if box.width)


def _own(arch: Architecture, key: str) -> set[str]:
    """Return the obstacles that an edge may enter: its ends, the clusters around them, its label."""
    edge = arch.edges[key]
    return {
        key,
        edge.source,
        edge.target,
        *arch.ancestors(edge.source),
        *arch.ancestors(edge.target),
    }


def _at_fault(
    arch: Architecture, placement: Placement, key: str, piece: Line, obstacles: BoxIndex[str]
) -> bool:
    """Return True if a line runs through a foreign obstacle, or back through its own end."""
    ends = [_end(placement, id).grown(-_BACK) for id in (arch.edges[key].source, arch.edges[key].target)]
    if any(crosses(piece, end) for end in ends):
        return True
    own = _own(arch, key)
    near = obstacles.along(piece)
    return any(owner not in own and crosses(piece, box.grown(_APART)) for owner, box in near)


def _led_around(
    arch: Architecture,
    placement: Placement,
    pieces: tuple[Line, ...],
    key: str,
    index: int,
    obstacles: Iterable[tuple[str, Box]],
    grids: _Grids,
) -> tuple[Line, ...]:
    edge = arch.edges[key]
    ends = [_end(placement, edge.source), _end(placement, edge.target)]
    middle = placement.labels.get(key)
    if middle is not None:
        ends.insert(1, middle)
    elif len(pieces) == 2:
        # The label is blank: nothing keeps the line to the point where its pieces meet.
        pieces, index = (joined(pieces),), 0
    own = _own(arch, key)
    foreign = [box for owner, box in obstacles if owner not in own]
    closed = [*foreign, *ends]
    ways = (grid.route(ends[index], ends[index + 1], closed) for grid in grids.widest_first())
    corners = next((way for way in ways if way is not None), None)
    if corners is None:
        return pieces
    if middle is not None:
        # Under its label a line goes through the middle, from whichever side it came.
        corners = (*corners, middle.center) if index == 0 else (middle.center, *corners)
    return (*pieces[:index], rounded(corners), *pieces[index + 1 :])


def _end(placement: Placement, id: str) -> Box:
    return placement.clusters.get(id) or placement.boxes[id]
