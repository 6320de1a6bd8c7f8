"""Put boxes with equal connections (twins) into their order of declaration.

Both functions are needed for `gcp-scaling/4-horizontal-scaling`, whose two instances are twins. Without
`blank_labels` that picture has four crossings instead of one, and a request runs through the CI/CD
cluster. Without `with_twins_in_order` the same happens when it is drawn from left to right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mlarch.layout.dot import Measured, Size
from mlarch.layout.placement import Placement
from mlarch.layout.positioned import Box
from mlarch.model import Architecture, EdgeData

__all__ = ["blank_labels", "with_twins_in_order"]

# By how much twins may differ in width or height, in px: less than the room between neighbours.
_LITTLE = 16.0

Link = tuple[str, bool, Size | None]
"""The other end of an edge, whether the edge leaves, and the size of its label."""


def with_twins_in_order(
    placement: Placement,
    rows: Iterable[Sequence[str]],
    edges: Sequence[EdgeData],
    measured: Measured,
    *,
    across: bool,
) -> Placement:
    """Return a placement with twins in the order of their row.

    Twins have nearly the same size, and edges to the same other boxes with labels of the same size.
    `across` is set for layouts from left to right, whose rows run downwards.
    """
    links = _links(edges, measured)
    for row in rows:
        for twins in _twins(row, links, measured):
            placement = _sorted(placement, twins, links, across=across)
    return placement


def blank_labels(arch: Architecture, labels: Mapping[str, Size]) -> dict[str, Size]:
    """Return label sizes for unlabelled edges with a labelled twin.

    Typically the first of several instances carries the number of a flow step and the others do not.
    """
    alike: dict[object, list[str]] = defaultdict(list)
    keys: dict[str, dict[tuple[str, bool], str]] = defaultdict(dict)
    for key, edge in arch.edges.items():
        if edge.source != edge.target:
            keys[edge.source][edge.target, True] = keys[edge.target][edge.source, False] = key
    for id, node in arch.nodes.items():
        alike[node.cluster, frozenset(keys[id])].append(id)
    blank = {}
    for twins in alike.values():
        for link in keys[twins[0]] if len(twins) > 1 else ():
            group = [keys[id][link] for id in twins]
            sizes = [labels[key] for key in group if key in labels]
            blank.update({key: max(sizes) for key in group if sizes and key not in labels})
    return blank


def _links(edges: Sequence[EdgeData], measured: Measured) -> dict[str, dict[Link, str]]:
    """Return edge keys by box and link; parallel edges count separately."""
    links: dict[str, dict[Link, str]] = defaultdict(dict)
    for edge in edges:
        size = measured.labels.get(edge.id)
        for id, link in ((edge.source, (edge.target, True, size)), (edge.target, (edge.source, False, size))):
            taken = link in links[id]
            links[id][(edge.id, link[1], size) if taken else link] = edge.id
    return links


def _twins(
    row: Sequence[str], links: Mapping[str, Mapping[Link, str]], measured: Measured
) -> Iterable[list[str]]:
    alike: dict[object, list[str]] = defaultdict(list)
    for id in row:
        alike[measured.rooms.get(id), frozenset(links.get(id, {}))].append(id)
    return [twins for twins in alike.values() if len(twins) > 1 and _differ_little(twins, measured)]


def _differ_little(ids: Sequence[str], measured: Measured) -> bool:
    lengths = zip(*(measured.boxes[id] for id in ids), strict=True)
    return all(max(length) - min(length) <= _LITTLE for length in lengths)


def _sorted(
    placement: Placement, twins: list[str], links: Mapping[str, Mapping[Link, str]], *, across: bool
) -> Placement:
    places = sorted(twins, key=lambda id: placement.boxes[id].center[1 if across else 0])
    if places == twins:
        return placement
    boxes, lines, labels = dict(placement.boxes), dict(placement.lines), dict(placement.labels)
    for id, place in zip(twins, places, strict=True):
        boxes[id] = _around(placement.boxes[place], placement.boxes[id])
        for link, key in links.get(id, {}).items():
            other = links[place][link]
            lines[key] = placement.lines[other]
            if other in placement.labels:
                labels[key] = placement.labels[other]
    return replace(placement, boxes=boxes, lines=lines, labels=labels)


def _around(place: Box, own: Box) -> Box:
    """Return a box of its own size in the middle of a place."""
    x, y = place.center
    return Box(x - own.width / 2, y - own.height / 2, own.width, own.height)
