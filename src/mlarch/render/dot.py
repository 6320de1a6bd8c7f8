"""Write a connected part of a region as DOT: boxes of fixed size, labels as boxes on their own edge.

A labelled edge a -> b becomes a -> L -> b, where L has the size of the label and the line enters
and leaves it in the middle. So the engine keeps room for the label, keeps everything else out of
it, and the label sits on its own line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mlarch.model import Edge
from mlarch.render.orientation import AcyclicGraph
from mlarch.render.regions import Part

__all__ = ["Drawing", "Piece", "Size", "Spacing", "write"]

Size = tuple[float, float]

# Where a line enters and leaves a label box, as compass points of the finished picture.
_PORTS = {"TB": ("n", "s"), "LR": ("w", "e")}
_POINT = 72.0


@dataclass(frozen=True)
class Spacing:
    """Distances in px: half a rank, between neighbours of a rank, and from a cluster's border."""

    rank: float = 20.0
    node: float = 28.0
    margin: float = 16.0


@dataclass(frozen=True)
class Piece:
    """How one edge was written: the DOT ids of its one or two lines, first to last from the source.

    `turned` edges point against the layout's direction, and their points run from target to source.
    """

    key: str
    lines: tuple[str, ...]
    label: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Drawing:
    """A graph in DOT, and the names it gives to boxes, clusters and edges."""

    dot: str
    boxes: Mapping[str, str]
    clusters: Mapping[str, str]
    edges: tuple[Piece, ...]


@dataclass(frozen=True)
class _Line:
    """An edge with the DOT names of its upper and lower end."""

    edge: Edge
    upper: str
    lower: str
    turned: bool


@dataclass
class _Writer:
    direction: str
    sizes: Mapping[str, Size]
    rooms: Mapping[str, Size]
    labels: Mapping[str, Size]
    titles: Mapping[str, Size]
    weights: Mapping[str, int]
    spacing: Spacing
    titles_below: bool
    boxes: dict[str, str] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    inside: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def write(
    parts: Iterable[Part],
    edges: Iterable[Edge],
    *,
    direction: str,
    sizes: Mapping[str, Size],
    rooms: Mapping[str, Size],
    labels: Mapping[str, Size],
    titles: Mapping[str, Size],
    weights: Mapping[str, int],
    spacing: Spacing,
    titles_below: bool = False,
) -> Drawing:
    """Write boxes and edges as DOT, `direction` TB or LR.

    `sizes` are of boxes by id, `rooms` what a box keeps free on its right for its loops, `labels` of
    edge labels by key, `titles` of cluster titles by id, all in px; `weights` say how short and
    straight an edge should be, 1 where nothing is said.
    """
    parts, edges = tuple(parts), tuple(edge for edge in edges if edge.source != edge.target)
    writer = _Writer(direction, sizes, rooms, labels, titles, weights, spacing, titles_below)
    _name(writer, parts)
    ends = frozenset(end for edge in edges for end in (edge.source, edge.target) if end in writer.clusters)
    lines = _orient(parts, edges, writer, ends)
    homes = _label_homes(parts, edges)
    pieces = tuple(_write_edge(writer, number, line, homes) for number, line in enumerate(lines))
    tree = list(_tree(writer, parts, ends))
    hooks = list(_hooks(writer, ends, parts, lines))
    body = "\n".join((_head(writer), *tree, *writer.inside.get("", ()), *writer.lines, *hooks, "}"))
    return Drawing(f"{body}\n", writer.boxes, writer.clusters, pieces)


def _name(writer: _Writer, parts: Iterable[Part]) -> None:
    for part in parts:
        if part.is_box:
            writer.boxes[part.id] = f"n{len(writer.boxes)}"
            if part.id in writer.rooms:
                writer.tables.add(writer.boxes[part.id])
        else:
            writer.clusters[part.id] = f"cluster_{len(writer.clusters)}"
            _name(writer, part.parts or ())


def _head(writer: _Writer) -> str:
    spacing = writer.spacing
    rank = spacing.rank if writer.labels else 2 * spacing.rank
    place = "b" if writer.titles_below else "t"
    return (
        f"digraph {{ graph [newrank=true rankdir={writer.direction} splines=true labelloc={place} "
        f"ranksep={_inch(rank)} nodesep={_inch(spacing.node)}]\n"
        'node [shape=box fixedsize=true label=""]\nedge [dir=none]'
    )


def _tree(writer: _Writer, parts: Iterable[Part], ends: frozenset[str]) -> Iterator[str]:
    for part in parts:
        if part.is_box:
            yield _part_box(writer, part.id)
            continue
        name = writer.clusters[part.id]
        margin = _number(writer.spacing.margin)
        yield f"subgraph {name} {{ margin={margin} label={_empty(writer.titles[part.id])}"
        yield from _tree(writer, part.parts or (), ends)
        yield from writer.inside.get(part.id, ())
        if part.id in ends:
            yield "".join(_box(_anchor(name, side), (4.0, 1.0)) for side in ("in", "out"))
        elif not list(part.boxes()):
            yield _box(_anchor(name, "in"), (40.0, 4.0))
        yield "}"


def _box(name: str, size: Size) -> str:
    return f"{name} [width={_inch(size[0])} height={_inch(size[1])}];"


def _part_box(writer: _Writer, id: str) -> str:
    """Return a box, as a table of two cells where it needs room for its loops: lines end on the first."""
    size, room = writer.sizes[id], writer.rooms.get(id)
    if room is None:
        return _box(writer.boxes[id], size)
    cells = _cell(size, ' port="c"') + _cell((room[0], size[1]))
    label = f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr>{cells}</tr></table>>'
    return (
        f"{writer.boxes[id]} [shape=none margin=0 width={_inch(size[0] + room[0])} "
        f"height={_inch(size[1])} label={label}];"
    )


def _cell(size: Size, more: str = "") -> str:
    width, height = (_number(length) for length in size)
    return f'<td{more} fixedsize="true" width="{width}" height="{height}"></td>'


def _anchor(cluster: str, side: str) -> str:
    return f"{cluster}_{side}"


def _orient(
    parts: tuple[Part, ...], edges: tuple[Edge, ...], writer: _Writer, ends: frozenset[str]
) -> list[_Line]:
    """Point every edge downwards, the heaviest first, then in the order of declaration."""
    anchors = [_anchor(writer.clusters[id], side) for id in ends for side in ("in", "out")]
    graph = AcyclicGraph([*writer.boxes.values(), *sorted(anchors)])
    for part in _clusters(parts):
        if part.id in ends:
            name = writer.clusters[part.id]
            for box in part.boxes():
                graph.add(_anchor(name, "in"), writer.boxes[box])
                graph.add(writer.boxes[box], _anchor(name, "out"))

    def end(id: str, side: str) -> str:
        return _anchor(writer.clusters[id], side) if id in writer.clusters else writer.boxes[id]

    found = {}
    for edge in sorted(edges, key=lambda edge: -writer.weights.get(edge.id, 1)):
        down = (end(edge.source, "out"), end(edge.target, "in"))
        up = (end(edge.target, "out"), end(edge.source, "in"))
        turned = not graph.add(*down) and graph.add(*up)
        found[edge.id] = _Line(edge, *(up if turned else down), turned)
    return [found[edge.id] for edge in edges]


def _clusters(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not part.is_box:
            yield part
            yield from _clusters(part.parts or ())


def _label_homes(parts: Iterable[Part], edges: Iterable[Edge]) -> dict[str, str]:
    """Return, for each edge, the innermost cluster that holds both ends: its label stands there."""
    above: dict[str, tuple[str, ...]] = {}

    def walk(items: Iterable[Part], chain: tuple[str, ...]) -> None:
        for part in items:
            above[part.id] = chain
            walk(part.parts or (), (*chain, part.id))

    walk(parts, ())
    homes = {}
    for edge in edges:
        shared = [a for a, b in zip(above[edge.source], above[edge.target], strict=False) if a == b]
        homes[edge.id] = shared[-1] if shared else ""
    return homes


def _write_edge(writer: _Writer, number: int, line: _Line, homes: Mapping[str, str]) -> Piece:
    edge, turned = line.edge, line.turned
    upper, lower = (_port(writer, name) for name in (line.upper, line.lower))
    weight = writer.weights.get(edge.id, 1)
    size = writer.labels.get(edge.id)
    if size is None:
        gap = 2 if writer.labels else 1
        writer.lines.append(f'{upper} -> {lower} [id="{number}a" minlen={gap} weight={weight}]')
        return Piece(edge.id, (f"{number}a",), turned=turned)
    into, out = _PORTS[writer.direction]
    writer.inside.setdefault(homes[edge.id], []).append(_box(f"l{number}", size))
    writer.lines.append(f'{upper} -> l{number}:{into} [id="{number}a" weight={weight * 2}]')
    writer.lines.append(f'l{number}:{out} -> {lower} [id="{number}b" weight={weight * 2}]')
    return Piece(edge.id, (f"{number}a", f"{number}b"), f"l{number}", turned)


def _port(writer: _Writer, name: str) -> str:
    """Return where a line ends on a box: on its first cell where it has two."""
    return f"{name}:c" if name in writer.tables else name


def _hooks(
    writer: _Writer, ends: frozenset[str], parts: Iterable[Part], lines: Iterable[_Line]
) -> Iterator[str]:
    """Yield invisible edges that keep a cluster's own anchors above and below what is in it."""
    pairs = [(line.upper, line.lower) for line in lines]
    for part in _clusters(parts):
        if part.id not in ends:
            continue
        boxes = [writer.boxes[id] for id in part.boxes()]
        inner = [(upper, lower) for upper, lower in pairs if upper in boxes and lower in boxes]
        first = [box for box in boxes if box not in {lower for _, lower in inner}]
        last = [box for box in boxes if box not in {upper for upper, _ in inner}]
        into, out = (_anchor(writer.clusters[part.id], side) for side in ("in", "out"))
        yield f"{into} -> {{{' '.join(first) or out}}} [style=invis weight=0]"
        yield f"{{{' '.join(last) or into}}} -> {out} [style=invis weight=0]" if last else ""


def _empty(size: Size) -> str:
    """Return an HTML label that takes exactly `size`, and draws nothing."""
    width, height = (_number(length) for length in size)
    return (
        f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" '
        f'width="{width}" height="{height}"><tr><td></td></tr></table>>'
    )


def _inch(px: float) -> str:
    return f"{px / _POINT:.5f}"


def _number(px: float) -> str:
    """Return a length of a table: Graphviz takes whole ones only."""
    return str(math.ceil(px))
