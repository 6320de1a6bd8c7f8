"""Widen clusters whose title has no free place on the top border.

Without this pass the main line of `flask-serving/3-docker` bends around two titles instead of running
straight down, and so does that of `architectures/examples/fastapi-onnx.yaml`. The edges of
`gcp-scaling/4-horizontal-scaling` get 15 % longer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mlarch.layout import cluster_titles
from mlarch.layout.cluster_titles import TITLE_SIDE, TITLE_TOP
from mlarch.layout.curves import Segment, at, meets, segments
from mlarch.layout.placement import Placement
from mlarch.layout.positioned import Box
from mlarch.layout.regions import RegionPart, clusters_around

__all__ = ["cut_titles", "with_wider_clusters"]

# The most a cluster grows on one side, and the distance it keeps from what is not in it, in px.
_MOST, _MARGIN, _APART = 130.0, 16.0, 10.0
_CLEAR = 6.0
_EVEN = 48.0
# The height of a strip in px: about half of the way from rank to rank.
_STRIP = 64.0

Strips = dict[int, list[Segment]]


def cut_titles(placement: Placement, headings: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return the clusters whose title is crossed by a line at every place."""
    lines = [line for lines in placement.lines.values() for line in lines]
    sizes = {id: headings[id] for id in placement.clusters}
    return cluster_titles.cut_titles(placement.clusters, sizes, lines, placement.titles)


def with_wider_clusters(
    placement: Placement, parts: Sequence[RegionPart], headings: Mapping[str, tuple[float, float]]
) -> Placement:
    """Return a placement with clusters grown sideways for their titles."""
    inside = {part.id: part for part in _clusters(parts)}
    around = clusters_around(parts)
    cut = cut_titles(placement, headings)
    strips = _strips(placement) if cut else {}
    for id in cut:
        for left, right in _growths(placement.clusters[id], headings[id], strips):
            grown = _grown(placement, id, left, right, inside, around)
            if grown is not None:
                placement = grown
                break
    return _normalised(placement)


def _clusters(parts: Iterable[RegionPart]) -> Iterator[RegionPart]:
    for part in parts:
        if not part.is_box:
            yield part
            yield from _clusters(part.parts or ())


def _strips(placement: Placement) -> Strips:
    """Return the curves of all lines by the strips of the plane that they run through."""
    strips: Strips = defaultdict(list)
    for lines in placement.lines.values():
        for segment in (segment for line in lines for segment in segments(line)):
            ys = [y for _, y in segment]
            for number in range(int(min(ys) // _STRIP), int(max(ys) // _STRIP) + 1):
                strips[number].append(segment)
    return strips


def _growths(box: Box, size: tuple[float, float], strips: Strips) -> Iterator[tuple[float, float]]:
    """Yield growths on the left and the right in px: even if little, else on one side."""
    width, height = size
    band = Box(box.x - _MOST, box.y + TITLE_TOP - _CLEAR, box.width + 2 * _MOST, height + 2 * _CLEAR)
    xs = list(_crossings(band, strips))
    if not xs:
        return
    left = box.x + TITLE_SIDE + width + _CLEAR - min(xs)
    right = max(xs) + _CLEAR + width + TITLE_SIDE - box.right
    sides = sorted(((left, 0), (right, 1)))
    for amount, side in sides:
        if 0 < amount <= _MOST:
            if amount <= _EVEN:
                yield (amount, amount)
            yield (0.0, amount) if side else (amount, 0.0)


def _crossings(band: Box, strips: Strips) -> Iterator[float]:
    """Yield the x of points of lines in a band."""
    numbers = range(int(band.y // _STRIP), int(band.bottom // _STRIP) + 1)
    near = {id(curve): curve for number in numbers for curve in strips.get(number, ()) if meets(curve, band)}
    for segment in near.values():
        for step in range(33):
            point = at(segment, step / 32)
            if band.contains(point):
                yield point[0]


def _grown(
    placement: Placement,
    id: str,
    left: float,
    right: float,
    inside: Mapping[str, RegionPart],
    around: Mapping[str, tuple[str, ...]],
) -> Placement | None:
    """Return the placement with a cluster and those around it grown, if possible."""
    clusters = dict(placement.clusters)
    box = clusters[id]
    wanted = Box(box.x - left, box.y, box.width + left + right, box.height)
    for cluster in (id, *around[id]):
        before, clusters[cluster] = clusters[cluster], _covering(clusters[cluster], wanted)
        if not _is_free(before, cluster, replace(placement, clusters=clusters), inside, around):
            return None
        wanted = _sideways(clusters[cluster], _MARGIN)
    return replace(placement, clusters=clusters)


def _sideways(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y, box.width + 2 * by, box.height)


def _covering(box: Box, other: Box) -> Box:
    """Return a box grown sideways to cover another."""
    x = min(box.x, other.x)
    return Box(x, box.y, max(box.right, other.right) - x, box.height)


def _is_free(
    before: Box,
    id: str,
    placement: Placement,
    inside: Mapping[str, RegionPart],
    around: Mapping[str, tuple[str, ...]],
) -> bool:
    """Return True if a grown cluster keeps its distance from everything outside.

    `before` is the box it had.
    """
    box = placement.clusters[id]
    own = set(inside[id].ids())
    others = [b for name, b in placement.boxes.items() if name not in own]
    others += [b for name, b in placement.clusters.items() if name not in own and name not in around[id]]
    near = _sideways(box, _APART)
    if any(near.overlaps(other) for other in others):
        return False
    return not any(near.overlaps(label) for label in placement.labels.values() if not _holds(before, label))


def _holds(outer: Box, inner: Box) -> bool:
    return outer.contains((inner.x, inner.y)) and outer.contains((inner.right, inner.bottom))


def _normalised(placement: Placement) -> Placement:
    """Return a placement whose left border is at 0 again."""
    xs = [box.x for box in placement.clusters.values()]
    rights = [box.right for box in placement.clusters.values()]
    shift = max(0.0, -min(xs, default=0.0))
    width = max([placement.width, *rights]) + shift
    if not shift:
        return replace(placement, width=width)
    return replace(placement.moved(shift, 0.0), width=width)
