"""Lay out several architectures at once, so that what they share stands at the same place in each.

Their union is laid out, and each shows its part of it. A cluster is drawn around what is shown of it.
An edge that would open a cluster which is closed in the end is led through what is there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlarch.errors import ParameterError
from mlarch.layout.assembly import flow_steps, placed, with_tall_loops
from mlarch.layout.canvas import canvas
from mlarch.layout.cards import Card, Cards, place, size_all
from mlarch.layout.options import Options, chosen_flow
from mlarch.layout.placement import Line, Placement
from mlarch.layout.positioned import Box, Layout
from mlarch.layout.regions import opaque_clusters
from mlarch.layout.self_loops import loop_keys, loops_in_band
from mlarch.layout.steps.union import Union, settle
from mlarch.layout.threads import Thread, thread
from mlarch.layout.titles import TITLE_SIDE, TITLE_TOP, place_titles
from mlarch.model import Architecture

__all__ = ["layouts", "own_options", "refuse_unrelated", "related"]

_MARGIN, _BELOW_TITLE = 16.0, 9.0
_TWITCH = 40.0
_FRAME = "\0frame"  # no id: holds the canvas open


def related(steps: Sequence[Architecture]) -> bool:
    """Say whether there are several architectures, each of which shares a part with another."""
    try:
        refuse_unrelated(steps)
    except ParameterError:
        return False
    return True


def refuse_unrelated(steps: Sequence[Architecture]) -> None:
    """Raise a ParameterError where there is only one architecture, or one that shares nothing with others."""
    if len(steps) < 2:
        names = "".join(f": '{arch.name}'" for arch in steps)
        raise ParameterError(f"one architecture has no steps{names}; give two or more, or a family")
    alone = []
    for number, arch in enumerate(steps):
        others = {
            id for other in (*steps[:number], *steps[number + 1 :]) for id in (*other.nodes, *other.clusters)
        }
        if others.isdisjoint((*arch.nodes, *arch.clusters)):
            alone.append(f"'{arch.name}' has no node or cluster in common with the other steps")
    if alone:
        raise ParameterError(alone)


def layouts(
    steps: Sequence[Architecture], options: Options | None = None, *, trim: bool = False
) -> tuple[Layout, ...]:
    """Return the positioned picture of each architecture, what they share at the same place.

    Raises:
        ParameterError: where they have nothing in common.
        LayoutError: where the layout engine fails.
    """
    options = replace(options or Options(), fit="")
    refuse_unrelated(steps)
    stages = _stages(steps, options)
    if trim:
        return tuple(_drawn(stage, options) for stage in stages)
    frame = _bounds(stages)
    first = [_drawn(stage, options, frame) for stage in stages]
    width = max(layout.width for layout in first)
    frame = replace(
        frame, x=frame.x - (width - first[0].width) / 2, width=frame.width + width - first[0].width
    )
    tops = [_top(stage, layout) for stage, layout in zip(stages, first, strict=True)]
    grown = [
        replace(frame, y=frame.y - max(tops) + top, height=frame.height + max(tops) - top) for top in tops
    ]
    again = [_drawn(stage, options, box) for stage, box in zip(stages, grown, strict=True)]
    height = max(layout.height for layout in again)
    return tuple(replace(layout, height=height) for layout in again)


@dataclass(frozen=True)
class _Stage:
    """One architecture in its places."""

    arch: Architecture
    cards: Cards
    placement: Placement
    titles: Mapping[str, Box]


def _drawn(stage: _Stage, options: Options, frame: Box | None = None) -> Layout:
    """Return the layout of a stage on a canvas that is open for `frame` at least."""
    placement = stage.placement
    if frame is not None:
        placement = replace(placement, boxes={**placement.boxes, _FRAME: frame})
    return canvas(stage.arch, stage.cards, placement, stage.titles, own_options(stage.arch, options))


def own_options(arch: Architecture, options: Options) -> Options:
    """Return options without a flow that an architecture does not have."""
    return replace(options, flow="none") if options.flow not in ("", *arch.flows) else options


def _top(stage: _Stage, layout: Layout) -> float:
    """Return how far a layout is moved down from its placement."""
    for node in layout.nodes:
        return node.box.y - stage.placement.boxes[node.id].y
    for cluster in layout.clusters:
        return cluster.box.y - stage.placement.clusters[cluster.id].y
    return 0.0


def _bounds(stages: Iterable[_Stage]) -> Box:
    """Return the smallest box around all that is drawn in any stage."""
    boxes: list[Box] = []
    for stage in stages:
        placement = stage.placement
        boxes += [*placement.boxes.values(), *placement.clusters.values(), *placement.labels.values()]
        boxes += [
            Box(*point, 0.0, 0.0) for lines in placement.lines.values() for line in lines for point in line
        ]
    return _around(boxes)


def _around(boxes: Iterable[Box]) -> Box:
    found = list(boxes)
    left, top = min(box.x for box in found), min(box.y for box in found)
    return Box(left, top, max(box.right for box in found) - left, max(box.bottom for box in found) - top)


# Placing.


@dataclass
class _Plan:
    """The union in its place, and what each architecture is in it."""

    steps: Sequence[Architecture]
    union: Union
    cards: Sequence[Cards]
    whole: Placement
    laid_out: frozenset[str]
    threads: dict[tuple[int, str], Thread] = field(default_factory=dict)


def _stages(steps: Sequence[Architecture], options: Options) -> list[_Stage]:
    direction = options.direction or steps[-1].direction
    flows = [flow_steps(arch, chosen_flow(arch, own_options(arch, options))) for arch in steps]
    if options.flow not in ("", "none") and not any(options.flow in arch.flows for arch in steps):
        chosen_flow(steps[-1], options)  # says that there is none
    cards = [
        with_tall_loops(arch, size_all(arch, direction, flow))
        for arch, flow in zip(steps, flows, strict=True)
    ]
    union = settle(steps)
    laid_out = _laid_out(steps, union)
    edges = {key: edge for key, edge in union.architecture.edges.items() if key in laid_out}
    largest = _largest(union, cards)
    weighty = {
        keyed[key] for keyed, flow in zip(union.keys, flows, strict=True) for key in flow if key in keyed
    }
    whole, _ = placed(union.architecture.replace(edges=edges), largest, direction, weighty & laid_out)
    whole = whole.mapped(_rounded, lambda point: (round(point[0], 2), round(point[1], 2)))
    plan = _Plan(steps, union, cards, whole, frozenset(laid_out))
    _lead_threads(plan)
    return [_stage(plan, step) for step in range(len(steps))]


def _rounded(box: Box) -> Box:
    return Box(round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2))


def _laid_out(steps: Sequence[Architecture], union: Union) -> set[str]:
    """Return the keys of the edges that the union is laid out with.

    A cluster that no edge enters in the end stays closed: an edge of an earlier step that enters it
    would tear it apart.
    """
    whole = union.architecture
    last = {id: step for step, named in enumerate(union.ids) for id in named.values()}
    closed = {id for id in whole.clusters if id in opaque_clusters(steps[last[id]])}
    return {
        key
        for key, edge in whole.edges.items()
        if closed.isdisjoint(set(whole.ancestors(edge.source)) ^ set(whole.ancestors(edge.target)))
    }


def _largest(union: Union, cards: Sequence[Cards]) -> Cards:
    """Return a card for each part of the union, as large as the largest of it."""
    found: dict[str, dict[str, Card]] = {"nodes": {}, "clusters": {}, "edges": {}}
    for own, named, keyed in zip(cards, union.ids, union.keys, strict=True):
        for what, names in (("nodes", named), ("clusters", named), ("edges", keyed)):
            for id, card in getattr(own, what).items():
                if id in names:
                    before = found[what].get(names[id], card)
                    size = (max(card.width, before.width), max(card.height, before.height))
                    found[what][names[id]] = Card(*size)
    return Cards(**found)


def _stage(plan: _Plan, step: int) -> _Stage:
    """Return one architecture in its places."""
    arch, named = plan.steps[step], plan.union.ids[step]
    lines, labels = _lines(plan, step)
    for key in arch.edges:
        found = plan.threads.get((step, key))
        if found is not None:
            lines[key] = (found.line,)
            if found.label is not None:
                labels[key] = found.label
    boxes = {id: plan.whole.boxes[named[id]] for id in arch.nodes}
    clusters = _cluster_boxes(plan, step, lines, labels)
    cards = plan.cards[step]
    for id, keys in loop_keys(arch).items():
        if id in clusters and keys[0] not in lines:
            for key, loop in loops_in_band(clusters[id], keys, cards.edges, TITLE_TOP).items():
                lines[key] = (loop.points,)
                if key in cards.edges:
                    size = (cards.edges[key].width, cards.edges[key].height)
                    labels[key] = Box(loop.middle[0] - size[0] / 2, loop.middle[1] - size[1] / 2, *size)
    sized = {id: _as_large(cards.nodes[id], boxes[id]) for id in arch.nodes}
    placement = Placement(plan.whole.width, plan.whole.height, boxes, clusters, labels, lines)
    titles = _titles(plan, step, clusters, lines)
    return _Stage(arch, replace(cards, nodes=sized), placement, titles)


def _lines(plan: _Plan, step: int) -> tuple[dict[str, tuple[Line, ...]], dict[str, Box]]:
    """Return the lines and labels that an architecture has of the union's."""
    cards = plan.cards[step].edges
    lines, labels = {}, {}
    for key, name in plan.union.keys[step].items():
        if name in plan.laid_out and _ends_are_drawn(plan, step, key):
            lines[key] = plan.whole.lines[name]
            if key in cards:
                labels[key] = plan.whole.labels[name]
    return lines, labels


def _ends_are_drawn(plan: _Plan, step: int, key: str) -> bool:
    """Say whether the ends of an edge are drawn just as they are in the union."""
    edge, arch = plan.steps[step].edges[key], plan.steps[step]
    return all(end in arch.nodes or _is_whole(plan, step, end) for end in (edge.source, edge.target))


def _is_whole(plan: _Plan, step: int, id: str) -> bool:
    """Say whether a cluster that is the end of an edge can have the box it has in the union."""
    named = plan.union.ids[step]
    return id in named and _inside(plan, step, id) <= _leaves(plan, named[id])


def _inside(plan: _Plan, step: int, id: str) -> set[str]:
    """Return the nodes in a cluster of one architecture, as the union calls them."""
    arch, named = plan.steps[step], plan.union.ids[step]
    return {named[node] for node in arch.nodes if id in arch.ancestors(node)}


def _leaves(plan: _Plan, name: str) -> set[str]:
    """Return the nodes in a cluster of the union."""
    whole = plan.union.architecture
    return {id for id in whole.nodes if name in whole.ancestors(id)}


def _cluster_boxes(
    plan: _Plan, step: int, lines: Mapping[str, tuple[Line, ...]], labels: Mapping[str, Box]
) -> dict[str, Box]:
    """Return the box of each cluster: that of the union where all of it is drawn, else one around what is."""
    arch, named = plan.steps[step], plan.union.ids[step]
    ends = {end for key in lines for end in (arch.edges[key].source, arch.edges[key].target)}
    boxes: dict[str, Box] = {}
    for id in sorted(arch.clusters, key=lambda id: -len(arch.ancestors(id))):
        own = _union_box(plan, named[id]) if id in named else None
        inside = _inside(plan, step, id)
        leaves = _leaves(plan, named[id]) if id in named else set()
        if own is not None and inside <= leaves and (inside == leaves or id in ends or not inside):
            boxes[id] = own
            continue
        content = [plan.whole.boxes[named[node.id]] for node in arch.nodes.values() if node.cluster == id]
        content += [boxes[inner.id] for inner in arch.clusters.values() if inner.cluster == id]
        content += _lines_inside(arch, id, lines, labels)
        limit = own if own is not None and inside <= leaves else None
        boxes[id] = _box_around(content or [Box(0.0, 0.0, 60.0, 20.0)], plan.cards[step].clusters[id], limit)
    return boxes


def _union_box(plan: _Plan, name: str) -> Box:
    return plan.whole.clusters.get(name) or plan.whole.boxes[name]


def _lines_inside(
    arch: Architecture, id: str, lines: Mapping[str, tuple[Line, ...]], labels: Mapping[str, Box]
) -> Iterator[Box]:
    """Yield boxes around the edges that stay within a cluster."""
    for key, pieces in lines.items():
        edge = arch.edges[key]
        if id in arch.ancestors(edge.source) and id in arch.ancestors(edge.target):
            yield from (Box(x, y, 0.0, 0.0) for piece in pieces for x, y in piece)
            if key in labels:
                yield labels[key]


def _box_around(content: Sequence[Box], title: Card, limit: Box | None) -> Box:
    """Return a box around its content with its title above, within a limit."""
    inner = _around(content)
    band = title.height + TITLE_TOP + 1.0 + _BELOW_TITLE if title.width else _MARGIN
    box = Box(inner.x - _MARGIN, inner.y - band, inner.width + 2 * _MARGIN, inner.height + band + _MARGIN)
    lacking = max(0.0, title.width + 2 * TITLE_SIDE - box.width)
    box = replace(box, width=box.width + lacking)
    if limit is None:
        return box
    left = max(limit.x, min(box.x, limit.right - box.width))
    left, right = _near(left, limit.x), _near(min(left + box.width, limit.right), limit.right)
    top, bottom = _near(max(box.y, limit.y), limit.y), _near(min(box.bottom, limit.bottom), limit.bottom)
    return Box(left, top, right - left, bottom - top)


def _near(at: float, border: float) -> float:
    """Return the border where a side of a box is near to it: a box that hardly grows would only twitch."""
    return border if abs(at - border) <= _TWITCH else at


def _titles(
    plan: _Plan, step: int, clusters: Mapping[str, Box], lines: Mapping[str, tuple[Line, ...]]
) -> dict[str, Box]:
    arch, cards = plan.steps[step], plan.cards[step].clusters
    order = sorted(arch.clusters, key=lambda id: len(arch.ancestors(id)))
    named = plan.union.ids[step]
    kept = {
        id: plan.whole.titles[named[id]]
        for id in order
        if id in named and named[id] in plan.whole.titles and clusters[id] == _union_box(plan, named[id])
    }
    pieces = [piece for found in lines.values() for piece in found]
    sizes = {id: (cards[id].width, cards[id].height) for id in order}
    return place_titles({id: clusters[id] for id in order}, sizes, pieces, kept)


def _as_large(card: Card, box: Box) -> Card:
    """Return a card of the size of a box, what stands in it in its middle, a count in its corner."""
    dx, dy = box.width - card.width, box.height - card.height
    if not dx and not dy:
        return card
    centred = all(line.anchor == "middle" for line in card.lines if line.style != "badge")
    moved = place(card, dx / 2 if centred else 0.0, dy / 2)
    corner = iter(line for line in place(card, dx, 0.0).lines if line.style == "badge")
    lines = tuple(next(corner) if line.style == "badge" else line for line in moved.lines)
    return replace(moved, width=box.width, height=box.height, lines=lines)


# Leading what the union is not laid out with.


def _lead_threads(plan: _Plan) -> None:
    """Lead every line that is not the union's, the same way in all architectures that have it."""
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for step, arch in enumerate(plan.steps):
        own, _ = _lines(plan, step)
        for key in arch.edges:
            if key not in own and arch.edges[key].source != arch.edges[key].target:
                name = plan.union.keys[step].get(key)
                whole = name is not None and _ends_are_drawn(plan, step, key)
                groups.setdefault((name or key, "" if whole else str(step)), []).append((step, key))
    for members in groups.values():
        _lead_thread(plan, members)


def _lead_thread(plan: _Plan, members: Sequence[tuple[int, str]]) -> None:
    obstacles: dict[str, Box] = {}
    lines: list[Line] = []
    labels = []
    for step, key in members:
        stage = _stage(plan, step)
        own = {stage.arch.edges[key].source, stage.arch.edges[key].target}
        foreign = {
            plan.union.ids[step][id]: box for id, box in stage.placement.boxes.items() if id not in own
        }
        obstacles.update(foreign)
        obstacles.update({f"label {step} {other}": box for other, box in stage.placement.labels.items()})
        obstacles.update(
            {f"title {step} {id}": box.grown(3.0) for id, box in stage.titles.items() if box.width}
        )
        lines += [piece for pieces in stage.placement.lines.values() for piece in pieces]
        card = plan.cards[step].edges.get(key)
        labels += [(card.width, card.height)] if card else []
    step, key = members[0]
    stage = _stage(plan, step)
    edge = stage.arch.edges[key]
    boxes = {**stage.placement.boxes, **stage.placement.clusters}
    label = (max(w for w, _ in labels), max(h for _, h in labels)) if labels else None
    led = thread(boxes[edge.source], boxes[edge.target], label, list(obstacles.values()), lines)
    for member in members:
        plan.threads[member] = led
