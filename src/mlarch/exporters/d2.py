"""Export D2 source, which the D2 tools lay out and draw."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping
from itertools import chain, count

from mlarch.drawing.themes import DASHES
from mlarch.exporters.clusters import children
from mlarch.exporters.item_colors import color_of
from mlarch.exporters.labels import label_lines, one_line, printable, without_tags
from mlarch.exporters.options import ExportOptions, apply_direction
from mlarch.exporters.shapes import PEOPLE, QUEUES, STORES
from mlarch.exporters.status_styles import STATUS_STYLES, StatusStyle
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS, KindStyle

__all__ = ["export"]

_DIRECTIONS = {"TB": "down", "BT": "up", "LR": "right", "RL": "left"}
_ARROWS = {"forward": "->", "back": "<-", "both": "<->", "none": "--"}
_SHAPES = {
    **dict.fromkeys(STORES, "cylinder"),
    **dict.fromkeys(QUEUES, "queue"),
    **dict.fromkeys(PEOPLE, "person"),
    "question": "diamond",
}
# `d2 fmt` moves or drops these names of boards even in quotes.
_BOARDS = ("layers", "scenarios", "steps")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n", "\t": " "}


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` in D2, without icons.

    Clusters are containers, edge kinds and statuses are classes. Of the options only the direction applies.
    """
    arch = apply_direction(arch, options)
    return "\n".join([*_lines(arch, _keys(arch)), ""])


def _lines(arch: Architecture, keys: Mapping[str, str]) -> Iterator[str]:
    yield f"direction: {_DIRECTIONS[arch.direction]}"
    yield from _classes(arch)
    yield ""
    if arch.title.strip():
        yield f"{keys['']}: {_quoted(one_line(arch.title))} {{"
        yield from ("  shape: text", "  near: top-center", "  style: {font-size: 24; bold: true}", "}", "")
    yield from _block(arch, keys, children(arch), "", "")
    if arch.edges:
        yield ""
    for edge in arch.edges.values():
        yield _edge(arch, keys, edge)


def _classes(arch: Architecture) -> Iterator[str]:
    """Yield a class for each edge kind and status in use."""
    kinds = dict.fromkeys(edge.kind for edge in arch.edges.values())
    items: list[Node | EdgeData] = [*arch.nodes.values(), *arch.edges.values()]
    statuses = {item.status for item in items}
    styles: dict[str, str] = {kind: _kind_style(EDGE_KINDS[kind]) for kind in kinds}
    styles |= {name: _status_style(style) for name, style in STATUS_STYLES.items() if name in statuses}
    styles = {name: style for name, style in styles.items() if style}
    if styles:
        yield "classes: {"
        yield from (f"  {name}.style: {{{style}}}" for name, style in styles.items())
        yield "}"


def _kind_style(kind: KindStyle) -> str:
    return f'stroke: "{kind.light}"' + (f"; stroke-dash: {_dash(kind.dash)}" if kind.dash else "")


def _status_style(status: StatusStyle) -> str:
    dash = status.dash or status.unstruck_dash
    parts = [f'stroke: "{status.light}"', "stroke-width: 3"] if status.light else []
    parts += [f"stroke-dash: {_dash(dash)}"] if dash else []
    parts += [f"opacity: {status.opacity}"] if status.opacity < 1 else []
    return "; ".join(parts)


def _dash(pattern: str) -> str:
    """Return the dash length of an SVG `stroke-dasharray`, an integer in D2; 0 for a solid line."""
    return str(math.ceil(float(pattern.split()[0]))) if pattern else "0"


def _edge_style(style: str) -> str:
    return "stroke-width: 4" if style == "bold" else f"stroke-dash: {_dash(DASHES[style])}"


def _block(
    arch: Architecture, keys: Mapping[str, str], inside: Mapping[str, list[str]], parent: str, indent: str
) -> Iterator[str]:
    """Yield the nodes and containers directly inside `parent`."""
    for id in inside[parent]:
        item = arch.nodes.get(id) or arch.clusters[id]
        label = "\n".join(label_lines(item)) if isinstance(item, Node) else one_line(item.label)
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
    if isinstance(item, Node) and item.status != "existing":
        yield f"class: {item.status}"
    if isinstance(item, EdgeData):
        yield f"class: {item.kind}" if item.status == "existing" else f"class: [{item.kind}; {item.status}]"
        if item.style:
            yield f"style: {{{_edge_style(item.style)}}}"
    color = color_of(arch, item)
    if color:
        yield f'style.stroke: "{color}"'
    if item.link and not isinstance(item, EdgeData):
        yield f"link: {_quoted(item.link)}"
    if isinstance(item, ClusterData) and item.description:
        # D2 shows a tooltip unchanged, but refuses one that is not valid Markdown.
        yield f"tooltip: {_quoted(without_tags(item.description))}"


def _edge(arch: Architecture, keys: Mapping[str, str], edge: EdgeData) -> str:
    source, target = (_path(arch, keys, end) for end in (edge.source, edge.target))
    label = f" {_quoted(edge.label)}" if edge.label.strip() else ""
    attributes = "; ".join(_attributes(arch, edge))
    return f"{source} {_ARROWS[edge.arrow]} {target}:{label} {{{attributes}}}"


def _path(arch: Architecture, keys: Mapping[str, str], id: str) -> str:
    """Return the path of a node or cluster through the containers around it."""
    return ".".join(keys[name] for name in (*reversed(arch.ancestors(id)), id))


def _keys(arch: Architecture) -> dict[str, str]:
    """Return a key for each node and cluster, and for the title under ''.

    Keys are in quotes, which D2 does not search for keywords and dots.
    """
    keys: dict[str, str] = {}
    taken = {*_BOARDS}
    for id in (*arch.nodes, *arch.clusters, ""):
        name = _unused(id or "title", taken)
        keys[id] = f'"{name}"'
        taken.add(name.lower())
    return keys


def _unused(name: str, taken: Container[str]) -> str:
    """Return `name`, numbered if it is taken; D2 ignores case."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(name for name in chain([name], numbered) if name.lower() not in taken)


def _quoted(text: str) -> str:
    """Return a text in double quotes, on one line."""
    return '"' + "".join(_ESCAPES.get(c, c) for c in printable(text).strip()) + '"'
