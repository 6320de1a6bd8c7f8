"""Write an architecture in D2, whose tools lay it out and draw it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import chain, count

from mlarch.exporters.cluster_anchors import items_inside
from mlarch.exporters.labels import STORES, flat, label_lines, printable, without_tags
from mlarch.exporters.styles import color_of
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS, KindStyle

__all__ = ["to_d2"]

_DIRECTIONS = {"TB": "down", "BT": "up", "LR": "right", "RL": "left"}
_ARROWS = {"forward": "->", "back": "<-", "both": "<->", "none": "--"}
_STATUSES = {
    "new": 'stroke: "#047857"; stroke-width: 3',
    "planned": "stroke-dash: 5",
    "deprecated": "stroke-dash: 2; opacity: 0.6",
    "external": "stroke-dash: 2",
}
_STYLES = {
    "solid": "stroke-dash: 0",
    "dashed": "stroke-dash: 5",
    "dotted": "stroke-dash: 2",
    "bold": "stroke-width: 4",
}
_SHAPES = {
    **dict.fromkeys(STORES, "cylinder"),
    **dict.fromkeys(("queue", "stream", "event-bus"), "queue"),
    **dict.fromkeys(("user", "developer", "operator", "labeler"), "person"),
    "question": "diamond",
}
# Names of boards, which `d2 fmt` moves or drops even in quotes.
_BOARDS = ("layers", "scenarios", "steps")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n", "\t": " "}


def to_d2(arch: Architecture) -> str:
    """Return `arch` in D2: clusters as containers, kinds of edges and statuses as classes; no icons."""
    return "\n".join([*_lines(arch, _keys(arch)), ""])


def _lines(arch: Architecture, keys: Mapping[str, str]) -> Iterator[str]:
    yield f"direction: {_DIRECTIONS[arch.direction]}"
    yield from _classes(arch)
    yield ""
    if arch.title.strip():
        yield f"{keys['']}: {_quoted(flat(arch.title))} {{"
        yield from ("  shape: text", "  near: top-center", "  style: {font-size: 24; bold: true}", "}", "")
    yield from _block(arch, keys, items_inside(arch), "", "")
    if arch.edges:
        yield ""
    for edge in arch.edges.values():
        yield _edge(arch, keys, edge)


def _classes(arch: Architecture) -> Iterator[str]:
    """Yield the classes of what is used: kinds of edges and statuses."""
    items: list[Node | EdgeData] = [*arch.nodes.values(), *arch.edges.values()]
    kinds = {
        kind: _look(EDGE_KINDS[kind]) for kind in dict.fromkeys(edge.kind for edge in arch.edges.values())
    }
    used = {item.status for item in items}
    statuses = {status: look for status, look in _STATUSES.items() if status in used}
    if kinds or statuses:
        yield "classes: {"
        yield from (f"  {name}.style: {{{look}}}" for name, look in (kinds | statuses).items())
        yield "}"


def _look(kind: KindStyle) -> str:
    dash = f"; stroke-dash: {kind.dash.split()[0]}" if kind.dash else ""
    return f'stroke: "{kind.light}"{dash}'


def _block(
    arch: Architecture, keys: Mapping[str, str], inside: Mapping[str, list[str]], parent: str, indent: str
) -> Iterator[str]:
    """Yield the nodes and containers right inside `parent`."""
    for id in inside[parent]:
        item = arch.nodes.get(id) or arch.clusters[id]
        label = "\n".join(label_lines(item)) if isinstance(item, Node) else flat(item.label)
        body = [f"{indent}  {line}" for line in _attributes(arch, item)]
        body += [] if id in arch.nodes else _block(arch, keys, inside, id, f"{indent}  ")
        yield f"{indent}{keys[id]}: {_quoted(label)}" + (" {" if body else "")
        if body:
            yield from (*body, f"{indent}}}")


def _attributes(arch: Architecture, item: Node | ClusterData | EdgeData) -> Iterator[str]:
    if isinstance(item, Node) and item.role in _SHAPES:
        yield f"shape: {_SHAPES[item.role]}"
    if isinstance(item, ClusterData) and item.direction:
        yield f"direction: {_DIRECTIONS[item.direction]}"
    if isinstance(item, Node) and item.status in _STATUSES:
        yield f"class: {item.status}"
    if isinstance(item, EdgeData):
        yield f"class: [{item.kind}; {item.status}]" if item.status in _STATUSES else f"class: {item.kind}"
        if item.style:
            yield f"style: {{{_STYLES[item.style]}}}"
    color = color_of(arch, item)
    if color:
        yield f'style.stroke: "{color}"'
    if item.link and not isinstance(item, EdgeData):
        yield f"link: {_quoted(item.link)}"
    if isinstance(item, ClusterData) and item.description:
        # D2 shows a tooltip as it stands, and yet refuses one that is no sound Markdown.
        yield f"tooltip: {_quoted(without_tags(item.description))}"


def _edge(arch: Architecture, keys: Mapping[str, str], edge: EdgeData) -> str:
    source, target = (_path(arch, keys, end) for end in (edge.source, edge.target))
    label = f" {_quoted(edge.label)}" if edge.label.strip() else ""
    attributes = "; ".join(_attributes(arch, edge))
    return f"{source} {_ARROWS[edge.arrow]} {target}:{label} {{{attributes}}}"


def _path(arch: Architecture, keys: Mapping[str, str], id: str) -> str:
    """Return the path of a node or cluster through the containers around it."""
    return ".".join(keys[each] for each in (*reversed(arch.ancestors(id)), id))


def _keys(arch: Architecture) -> dict[str, str]:
    """Return a key for each node and cluster, and for the title under ''.

    They stand in quotes, where no word of D2 and no dot means anything.
    """
    keys: dict[str, str] = {}
    taken = {*_BOARDS}
    for id in (*arch.nodes, *arch.clusters, ""):
        free = _free(id or "title", taken)
        keys[id] = f'"{free}"'
        taken.add(free.lower())
    return keys


def _free(name: str, taken: Container[str]) -> str:
    """Return a name that is not taken; D2 does not tell small letters from large ones."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain([name], numbered) if each.lower() not in taken)


def _quoted(text: str) -> str:
    """Return a text in double quotes, its lines on one."""
    return '"' + "".join(_ESCAPES.get(c, c) for c in printable(text).strip()) + '"'
