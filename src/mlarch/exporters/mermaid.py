"""Export a Mermaid flowchart, which GitHub and many wikis draw."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from mlarch.drawing.themes import DASHES
from mlarch.exporters.clusters import children
from mlarch.exporters.item_colors import color_of
from mlarch.exporters.labels import label_lines, one_line, printable, without_tags
from mlarch.exporters.options import ExportOptions, apply_direction
from mlarch.exporters.shapes import PEOPLE, STORES
from mlarch.exporters.status_styles import STATUS_STYLES, StatusStyle
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["export"]

_ARROWS = {"forward": "-->", "back": "-->", "both": "<-->", "none": "---"}
# The lexer recognises these keywords even at the beginning of a longer word.
_KEYWORDS = re.compile(
    "(?:end|graph|subgraph|flowchart|style|class|click|default|linkstyle|direction|call|href|interpolate"
    "|acc|title)",
    re.IGNORECASE,
)
_ENTITIES = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
_SPECIAL = re.compile(r'["<>&#;`*~|{}\[\]$%\\^]')
# Beginnings of formulas, line breaks, icons and Mermaid's own placeholders for entities. Mermaid looks for
# them after it resolves entities, so only a word joiner between their characters hides them.
_LATE_SYNTAX = re.compile("([$](?=[$])|\\\\(?=n)|fa[bklrs]?(?=:fa-)|\ufb02(?=\u00b0)|\u00b6(?=\u00df))")
_JOINER = "\u2060"


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as a flowchart without icons.

    Clusters are subgraphs, edge kinds are colors and dashes. Mermaid has no backward edges: they become
    the forward edges that they look like. It draws one loop per node: several become one, with the labels
    of all. Of the options only the direction applies.
    """
    arch = apply_direction(arch, options)
    return "\n".join([*_lines(arch, _ids(arch), _edges(arch)), ""])


def _lines(arch: Architecture, ids: Mapping[str, str], edges: list[EdgeData]) -> Iterator[str]:
    yield from ("---", f"title: {_yaml(arch.title)}", "---", f"flowchart {arch.direction}")
    yield from _block(arch, ids, children(arch), "", "    ")
    for edge in edges:
        yield f"    {_edge(edge, ids)}"
    yield from _style_lines(arch, ids, edges)


def _block(
    arch: Architecture, ids: Mapping[str, str], inside: Mapping[str, list[str]], parent: str, indent: str
) -> Iterator[str]:
    """Yield the nodes and subgraphs directly inside `parent`."""
    for id in inside[parent]:
        if id in arch.nodes:
            yield f"{indent}{_node(arch.nodes[id], ids[id])}"
            continue
        yield f'{indent}subgraph {ids[id]}["{_text(arch.clusters[id].label)}"]'
        if arch.clusters[id].direction:
            yield f"{indent}    direction {arch.clusters[id].direction}"
        yield from _block(arch, ids, inside, id, f"{indent}    ")
        yield f"{indent}end"


def _node(node: Node, id: str) -> str:
    opening, closing = _shape(node.role)
    status = f":::{node.status}" if node.status != "existing" else ""
    lines = "<br/>".join(filter(None, map(_text_line, label_lines(node))))
    return f'{id}{opening}"{lines or " "}"{closing}{status}'


def _shape(role: str) -> tuple[str, str]:
    if role in STORES:
        return "[(", ")]"
    if role in (*PEOPLE, "client"):
        return "([", "])"
    return ("{{", "}}") if role == "question" else ("[", "]")


def _edges(arch: Architecture) -> list[EdgeData]:
    """Return the edges, with the loops of each item joined into one."""
    loops: dict[str, EdgeData] = {}
    for edge in arch.edges.values():
        if edge.source == edge.target:
            first = loops.get(edge.source, edge)
            labels = dict.fromkeys(filter(None, (first.label, edge.label)))
            loops[edge.source] = replace(first, label="\n".join(labels))
    joined = {loop.id: loop for loop in loops.values()}
    others = {edge.id: edge for edge in arch.edges.values() if edge.source != edge.target}
    drawn = {**others, **joined}
    return [drawn[key] for key in arch.edges if key in drawn]


def _edge(edge: EdgeData, ids: Mapping[str, str]) -> str:
    source, target = ids[edge.source], ids[edge.target]
    if edge.arrow == "back":
        source, target = target, source
    label = f'|"{_text(edge.label)}"|' if edge.label.strip() else ""
    return f"{source} {_ARROWS[edge.arrow]}{label} {target}"


def _style_lines(arch: Architecture, ids: Mapping[str, str], edges: list[EdgeData]) -> Iterator[str]:
    """Yield the lines that style edges, statuses, colors and links."""
    for style, numbers in _edges_by_style(arch, edges).items():
        yield f"    linkStyle {','.join(map(str, numbers))} {style}"
    for status in dict.fromkeys(node.status for node in arch.nodes.values()):
        if status != "existing":
            yield f"    classDef {status} {_status_style(STATUS_STYLES[status])}"
    items: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    for item in items:
        color = color_of(arch, item)
        if color:
            yield f"    style {ids[item.id]} stroke:{color},stroke-width:2px"
    for node in arch.nodes.values():
        if node.link:
            yield f'    click {ids[node.id]} href "{_url(node.link)}" _blank'


def _status_style(status: StatusStyle) -> str:
    dash = status.dash or status.unstruck_dash
    parts = [f"stroke:{status.either}", "stroke-width:3px"] if status.either else []
    parts += [f"stroke-dasharray:{dash}"] if dash else []
    parts += [f"opacity:{status.opacity}"] if status.opacity < 1 else []
    return ",".join(parts)


def _edges_by_style(arch: Architecture, edges: list[EdgeData]) -> dict[str, list[int]]:
    """Return the numbers of the edges by their style."""
    numbers: dict[str, list[int]] = {}
    for number, edge in enumerate(edges):
        color = color_of(arch, edge) or EDGE_KINDS[edge.kind].either
        dash = DASHES[edge.style] if edge.style else EDGE_KINDS[edge.kind].dash
        width = "3px" if edge.style == "bold" else "1.5px"
        style = f"stroke:{color},stroke-width:{width}" + (f",stroke-dasharray:{dash}" if dash else "")
        numbers.setdefault(style, []).append(number)
    return numbers


def _ids(arch: Architecture) -> dict[str, str]:
    """Return an id for each node and cluster that Mermaid accepts."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for id in (*arch.nodes, *arch.clusters):
        base = re.sub(r"\W", "_", id)
        base = f"n_{base}" if _KEYWORDS.match(base) else base
        candidates = (base if number == 1 else f"{base}_{number}" for number in count(1))
        ids[id] = next(name for name in candidates if name not in taken)
        taken.add(ids[id])
    return ids


def _text(text: str) -> str:
    """Return a text for double quotes, with `<br/>` between its lines."""
    return "<br/>".join(map(_text_line, printable(text).strip().splitlines())) or " "


def _text_line(line: str) -> str:
    """Return a line with Mermaid entities for its special characters."""
    line = _split_late_syntax(one_line(line))
    entities = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0]) or f"#{ord(match[0])};", line)
    # Some versions reject a Markdown list even in plain text.
    entities = re.sub(r"^(\d+\.|[-+]) ", r"\1#160;", entities)
    # Some rules of the lexer and of its clean-up apply to quoted text, too.
    entities = re.sub(r"(?i)(direction) +(?=[tblr])", r"\1#32;", entities)
    return re.sub(r":(?=\S*#)", "#58;", entities)


def _split_late_syntax(text: str) -> str:
    return _LATE_SYNTAX.sub(rf"\1{_JOINER}", text)


def _yaml(text: str) -> str:
    """Return a title as a YAML string on one line.

    Mermaid drops tags from a title, and resolves no entities there.
    """
    return json.dumps(_split_late_syntax(without_tags(one_line(printable(text)))), ensure_ascii=False)


def _url(link: str) -> str:
    return re.sub(r'["#;\\<>`\s]', lambda match: f"%{ord(match[0]):02X}", link)
