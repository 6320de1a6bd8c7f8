"""Write a connected part of a region as DOT: boxes of fixed size, labels as boxes on their own edge.

A labelled edge a -> b becomes a -> L -> b. L has the size of the label and the line enters
and leaves it in the middle. So the engine keeps room for the label, keeps everything else out of
it, and the label sits on its own line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mlarch.layout.orientation import AcyclicGraph
from mlarch.layout.regions import RegionPart
from mlarch.model import EdgeData

__all__ = ["DotDrawing", "Hints", "Measured", "Piece", "Size", "Spacing", "write"]

Size = tuple[float, float]

# Where a line enters and leaves a label box, as compass points of the finished picture.
_PORTS = {"TB": ("n", "s"), "LR": ("w", "e")}
_POINT = 72.0
_HELD = 1
# A way around a step of the flow is long from this many vertices on; larger graphs are not searched.
_LONG_WAY, _MOST_TURNS, _MOST_FOR_FLOW = 4, 5, 400
# What the engine searches for in a large graph, beyond so many lines: nine tenths of the time go into
# lines 1.5 % shorter (1 000 boxes: 1.2 s instead of 2.3 s), and then into a few crossings of very many
# (5 000 boxes: 35 s instead of 75 s).
_SETTLED = ((10_000, " nslimit=0.02 mclimit=0.1"), (600, " nslimit=0.1"))


@dataclass(frozen=True)
class Spacing:
    """Distances in px: half a rank, between neighbours of a rank, and from a cluster's border."""

    rank: float = 24.0
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
class DotDrawing:
    """A graph in DOT, and the names it gives to boxes, clusters, edges and titles by id."""

    dot: str
    boxes: Mapping[str, str]
    clusters: Mapping[str, str]
    edges: tuple[Piece, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Measured:
    """The sizes a layout works with, in px.

    `boxes` by id, `rooms` what a box keeps free on its right for its loops, `labels` by edge key,
    `titles` the bands of cluster titles by id, `headings` the titles alone. `weights` say how short
    and straight an edge should be, 1 by default.
    """

    boxes: Mapping[str, Size]
    rooms: Mapping[str, Size]
    labels: Mapping[str, Size]
    titles: Mapping[str, Size]
    headings: Mapping[str, Size]
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Hints:
    """What a first layout taught: rows whose order to keep, and titles that need a reserved place.

    `backwards` writes boxes and lines last to first: the engine starts its search for few crossings
    from the order of the file, and may find another way. `lifted` are boxes that stand above a
    cluster, by pairs of their ids, instead of beside it.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    titled: Mapping[str, Size] = field(default_factory=dict)
    backwards: bool = False
    lifted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Line:
    """An edge with the DOT names of its upper and lower end."""

    edge: EdgeData
    upper: str
    lower: str
    turned: bool


@dataclass
class _Writer:
    direction: str
    measured: Measured
    spacing: Spacing
    hints: Hints
    titles_below: bool
    labelled: bool
    leaves: frozenset[str]
    boxes: dict[str, str] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    inside: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def write(
    parts: Iterable[RegionPart],
    edges: Iterable[EdgeData],
    measured: Measured,
    *,
    direction: str,
    spacing: Spacing,
    hints: Hints | None = None,
    titles_below: bool = False,
) -> DotDrawing:
    """Write boxes and edges as DOT, `direction` TB or LR."""
    parts, edges = tuple(parts), tuple(edge for edge in edges if edge.source != edge.target)
    labelled = any(edge.id in measured.labels for edge in edges)
    leaves = frozenset() if labelled else _to_leaves(edges)
    writer = _Writer(direction, measured, spacing, hints or Hints(), titles_below, labelled, leaves)
    _name(writer, parts, ())
    ends = frozenset(end for edge in edges for end in (edge.source, edge.target) if end in writer.clusters)
    lines = _orient(parts, edges, writer, ends)
    pieces = tuple(_write_edge(writer, number, line) for number, line in enumerate(lines))
    used = frozenset(name for line in lines for name in (line.upper, line.lower))
    tree = list(_tree(writer, parts, used))
    if writer.hints.backwards:
        writer.lines.reverse()
    hooks = [*_hooks(writer, used, parts, lines), *_lifts(writer, parts, lines), *_rows(writer)]
    body = "\n".join((_head(writer), *tree, *writer.inside.get("", ()), *writer.lines, *hooks, "}"))
    titles = {id: _anchor(writer.clusters[id], "title") for id in writer.hints.titled}
    return DotDrawing(f"{body}\n", writer.boxes, writer.clusters, pieces, titles)


def _to_leaves(edges: Iterable[EdgeData]) -> frozenset[str]:
    """Return the edges that lead to what nothing else is connected to: they draw its parent above it."""
    count = Counter(end for edge in edges for end in (edge.source, edge.target))
    return frozenset(edge.id for edge in edges if count[edge.target] == 1)


def _name(writer: _Writer, parts: Iterable[RegionPart], chain: tuple[str, ...]) -> None:
    for part in parts:
        if part.is_box:
            name = writer.boxes[part.id] = f"n{len(writer.boxes)}"
            writer.chains[name] = chain
            if part.id in writer.measured.rooms:
                writer.tables.add(name)
        else:
            name = writer.clusters[part.id] = f"cluster_{len(writer.clusters)}"
            writer.chains[_anchor(name, "in")] = writer.chains[_anchor(name, "out")] = chain
            _name(writer, part.parts or (), (*chain, part.id))


def _head(writer: _Writer) -> str:
    spacing = writer.spacing
    rank = spacing.rank if writer.labelled else 2 * spacing.rank
    place = "b" if writer.titles_below else "t"
    settled = next((limits for least, limits in _SETTLED if len(writer.lines) > least), "")
    return (
        f"digraph {{ graph [newrank=true rankdir={writer.direction} splines=true labelloc={place} "
        f"ranksep={_inch(rank)} nodesep={_inch(spacing.node)}{settled}]\n"
        'node [shape=box fixedsize=true label=""]\nedge [dir=none]'
    )


def _tree(writer: _Writer, parts: Iterable[RegionPart], used: frozenset[str]) -> Iterator[str]:
    for part in reversed(list(parts)) if writer.hints.backwards else parts:
        if part.is_box:
            yield _part_box(writer, part.id)
            continue
        name = writer.clusters[part.id]
        margin = _number(writer.spacing.margin)
        title = writer.hints.titled.get(part.id)
        label = '""' if title else _empty(writer.measured.titles[part.id])
        yield f"subgraph {name} {{ margin={margin} label={label}"
        yield _box(_anchor(name, "title"), title) if title else ""
        yield from _tree(writer, part.parts or (), used)
        yield from writer.inside.get(part.id, ())
        anchors = _anchors(name, used)
        yield from (_box(anchor, (4.0, 1.0)) for anchor in anchors)
        if not anchors and not list(part.boxes()):
            yield _box(_anchor(name, "in"), (40.0, 4.0))
        yield "}"


def _box(name: str, size: Size) -> str:
    return f"{name} [width={_inch(size[0])} height={_inch(size[1])}];"


def _part_box(writer: _Writer, id: str) -> str:
    """Return a box, as a table of two cells if it needs room for its self-loops: lines end on the first."""
    size, room = writer.measured.boxes[id], writer.measured.rooms.get(id)
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
    parts: tuple[RegionPart, ...], edges: tuple[EdgeData, ...], writer: _Writer, ends: frozenset[str]
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
    weights = writer.measured.weights
    for edge in sorted(edges, key=lambda edge: -weights.get(edge.id, 1)):
        down = (end(edge.source, "out"), end(edge.target, "in"))
        up = (end(edge.target, "out"), end(edge.source, "in"))
        turned = not graph.add(*down) and graph.add(*up)
        found[edge.id] = _Line(edge, *(up if turned else down), turned)
    lines = [found[edge.id] for edge in edges]
    return _with_short_flow(lines, weights, graph) if len(lines) <= _MOST_FOR_FLOW else lines


def _with_short_flow(lines: list[_Line], weights: Mapping[str, int], graph: AcyclicGraph[str]) -> list[_Line]:
    """Turn the last edge of every long way around that would pull a step of the flow apart.

    A model server and its model, say, are one step of the flow, and the training that ends in the
    model is a way around of many: its last edge points upwards then.
    """
    found = {line.edge.id: line for line in lines}
    for flow in [line for line in lines if line.edge.id in weights]:
        for _ in range(_MOST_TURNS):
            path = graph.longest_path(flow.upper, flow.lower)
            last = (path[-2], path[-1]) if len(path) > _LONG_WAY else None
            back = [line for line in found.values() if (line.upper, line.lower) == last]
            if not back or any(line.edge.id in weights for line in back):
                break
            for line in back:
                graph.remove(line.upper, line.lower)
            if not all(graph.add(line.lower, line.upper) for line in back):
                break
            for line in back:
                found[line.edge.id] = _Line(line.edge, line.lower, line.upper, not line.turned)
    return list(found.values())


def _clusters(parts: Iterable[RegionPart]) -> Iterator[RegionPart]:
    for part in parts:
        if not part.is_box:
            yield part
            yield from _clusters(part.parts or ())


def _home(writer: _Writer, line: _Line) -> str:
    """Return the innermost cluster that holds both ends of a line: its label stands there."""
    pairs = zip(writer.chains[line.upper], writer.chains[line.lower], strict=False)
    shared = [a for a, b in pairs if a == b]
    return shared[-1] if shared else ""


def _titles_entered(writer: _Writer, line: _Line) -> int:
    """Return how many titles with a place of their own a line passes on its way down."""
    around = writer.chains[line.upper]
    return sum(id in writer.hints.titled and id not in around for id in writer.chains[line.lower])


def _write_edge(writer: _Writer, number: int, line: _Line) -> Piece:
    edge, turned = line.edge, line.turned
    upper, lower = (_port(writer, name) for name in (line.upper, line.lower))
    weight = writer.measured.weights.get(edge.id, 1 + (edge.id in writer.leaves)) * (1 + writer.labelled)
    size = writer.measured.labels.get(edge.id)
    entered = _titles_entered(writer, line)
    if size is None:
        gap = (2 if writer.labelled else 1) + entered
        writer.lines.append(f'{upper} -> {lower} [id="{number}a" minlen={gap} weight={weight}]')
        return Piece(edge.id, (f"{number}a",), turned=turned)
    into, out = _PORTS[writer.direction]
    writer.inside.setdefault(_home(writer, line), []).append(_box(f"l{number}", size))
    writer.lines.append(f'{upper} -> l{number}:{into} [id="{number}a" weight={weight}]')
    writer.lines.append(f'l{number}:{out} -> {lower} [id="{number}b" minlen={1 + entered} weight={weight}]')
    return Piece(edge.id, (f"{number}a", f"{number}b"), f"l{number}", turned)


def _port(writer: _Writer, name: str) -> str:
    """Return the port of a line on a box: its first cell if it has two."""
    return f"{name}:c" if name in writer.tables else name


def _anchors(cluster: str, used: frozenset[str]) -> list[str]:
    """Return the anchors of a cluster at which lines end."""
    return [name for name in (_anchor(cluster, "in"), _anchor(cluster, "out")) if name in used]


def _hooks(
    writer: _Writer, used: frozenset[str], parts: Iterable[RegionPart], lines: Iterable[_Line]
) -> Iterator[str]:
    """Yield invisible edges that keep a cluster's title and anchors above and below what is in it."""
    pairs = [(line.upper, line.lower) for line in lines]
    for part in _clusters(parts):
        name = writer.clusters[part.id]
        into, out = (_anchor(name, side) for side in ("in", "out"))
        anchors = _anchors(name, used)
        if not anchors and part.id not in writer.hints.titled:
            continue
        boxes = [writer.boxes[id] for id in part.boxes()]
        inner = [(upper, lower) for upper, lower in pairs if upper in boxes and lower in boxes]
        first = [box for box in boxes if box not in {lower for _, lower in inner}]
        last = [box for box in boxes if box not in {upper for upper, _ in inner}]
        if part.id in writer.hints.titled:
            below = [_anchor(writer.clusters[id], "title") for id in part.ids() if id in writer.hints.titled]
            # Some weight, so that the title stays low and the label of an entering line above it.
            yield f"{_anchor(name, 'title')} -> {{{' '.join((*first, *below[1:]))}}} [style=invis weight=1]"
        # Anchors are held tightly, or the cluster would stretch to wherever its own lines lead.
        for anchor in anchors:
            pulled = (
                f"{anchor} -> {{{' '.join(first)}}}"
                if anchor == into
                else f"{{{' '.join(last)}}} -> {anchor}"
            )
            yield f"{pulled} [style=invis weight={_HELD}]" if boxes else ""
        if set(anchors) == {into, out} and not boxes:
            yield f"{into} -> {out} [style=invis]"


def _lifts(writer: _Writer, parts: Iterable[RegionPart], lines: Iterable[_Line]) -> Iterator[str]:
    """Yield invisible edges from a box to what stands first in a cluster that it is to stand above."""
    clusters = {part.id: part for part in _clusters(parts)}
    pairs = [(line.upper, line.lower) for line in lines]
    for id, cluster in writer.hints.lifted:
        boxes = {writer.boxes[box]: None for box in clusters[cluster].boxes()}
        inner = {lower for upper, lower in pairs if upper in boxes and lower in boxes}
        first = " ".join(box for box in boxes if box not in inner)
        yield f"{writer.boxes[id]} -> {{{first}}} [style=invis weight=0 minlen={2 if writer.labelled else 1}]"


def _rows(writer: _Writer) -> Iterator[str]:
    """Yield invisible edges along each row whose order is to be kept."""
    for row in writer.hints.rows:
        names = " -> ".join(writer.boxes[id] for id in row)
        yield f"{{rank=same; {names} [style=invis]}}"


def _empty(size: Size) -> str:
    """Return an HTML label that takes exactly `size`, and draws nothing."""
    width, height = (_number(length) for length in size)
    return (
        f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" '
        f'width="{width}" height="{height}"><tr><td></td></tr></table>>'
    )


def _inch(px: float) -> str:
    """Return a length in inches, rounded up: a box a hair smaller than its table draws a warning."""
    return f"{px / _POINT + 5e-6:.5f}"


def _number(px: float) -> str:
    """Return a length of a table: Graphviz takes whole ones only."""
    return str(math.ceil(px))
