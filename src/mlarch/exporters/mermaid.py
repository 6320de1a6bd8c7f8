"""Write an architecture as a Mermaid flowchart, which GitHub and many wikis draw."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from mlarch.exporters.cluster_anchors import items_inside
from mlarch.exporters.labels import STORES, flat, label_lines, printable, without_tags
from mlarch.exporters.styles import color_of
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["to_mermaid"]

_STYLES = {"solid": "", "dashed": "6 4", "dotted": "2 4", "bold": ""}
_ARROWS = {"forward": "-->", "back": "-->", "both": "<-->", "none": "---"}
_STATUSES = {
    "new": "stroke:#10a37f,stroke-width:3px",
    "planned": "stroke-dasharray:6 4",
    "deprecated": "stroke-dasharray:2 4,opacity:0.6",
    "external": "stroke-dasharray:2 4",
}
_PEOPLE = ("user", "developer", "operator", "labeler", "client")
# What the lexer reads as a word of the language even at the beginning of a longer one.
_WORDS = re.compile(
    "(?:end|graph|subgraph|flowchart|style|class|click|default|linkstyle|direction|call|href|interpolate"
    "|acc|title)",
    re.IGNORECASE,
)
_NAMED = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
_SPECIAL = re.compile(r'["<>&#;`*~|{}\[\]$%\\^]')
# What begins formulas, line breaks, icons and, inside Mermaid itself, entities: looked for when
# entities are resolved, so that only a word joiner keeps their parts apart.
_LATE = re.compile("([$](?=[$])|\\\\(?=n)|fa[bklrs]?(?=:fa-)|\ufb02(?=\u00b0)|\u00b6(?=\u00df))")
_JOINER = "\u2060"


def to_mermaid(arch: Architecture) -> str:
    """Return `arch` as a flowchart: clusters as subgraphs, kinds of edges as colors and dashes; no icons.

    An edge drawn backwards becomes the forward edge it looks like, since Mermaid has none, and several
    from something to itself become one, since Mermaid draws no more.
    """
    return "\n".join([*_lines(arch, _ids(arch), _edges(arch)), ""])


def _lines(arch: Architecture, ids: Mapping[str, str], edges: list[EdgeData]) -> Iterator[str]:
    yield from ("---", f"title: {_yaml(arch.title)}", "---", f"flowchart {arch.direction}")
    yield from _block(arch, ids, items_inside(arch), "", "    ")
    for edge in edges:
        yield f"    {_edge(edge, ids)}"
    yield from _looks(arch, ids, edges)


def _block(
    arch: Architecture, ids: Mapping[str, str], inside: Mapping[str, list[str]], parent: str, indent: str
) -> Iterator[str]:
    """Yield the nodes and subgraphs right inside `parent`."""
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
    left, right = _shape(node.role)
    status = f":::{node.status}" if node.status != "existing" else ""
    lines = "<br/>".join(filter(None, map(_text_line, label_lines(node))))
    return f'{id}{left}"{lines or " "}"{right}{status}'


def _shape(role: str) -> tuple[str, str]:
    if role in STORES:
        return "[(", ")]"
    if role in _PEOPLE:
        return "([", "])"
    return ("{{", "}}") if role == "question" else ("[", "]")


def _edges(arch: Architecture) -> list[EdgeData]:
    """Return the edges, those from one thing to itself as the first of them with all their labels."""
    loops: dict[str, EdgeData] = {}
    for edge in arch.edges.values():
        if edge.source == edge.target:
            first = loops.get(edge.source, edge)
            labels = dict.fromkeys(filter(None, (first.label, edge.label)))
            loops[edge.source] = replace(first, label="\n".join(labels))
    kept = {edge.id: edge for edge in loops.values()}
    lines = {edge.id: edge for edge in arch.edges.values() if edge.source != edge.target}
    drawn = {**lines, **kept}
    return [drawn[key] for key in arch.edges if key in drawn]


def _edge(edge: EdgeData, ids: Mapping[str, str]) -> str:
    source, target = ids[edge.source], ids[edge.target]
    if edge.arrow == "back":
        source, target = target, source
    label = f'|"{_text(edge.label)}"|' if edge.label.strip() else ""
    return f"{source} {_ARROWS[edge.arrow]}{label} {target}"


def _looks(arch: Architecture, ids: Mapping[str, str], edges: list[EdgeData]) -> Iterator[str]:
    """Yield the lines that say how edges, statuses, colors and links look."""
    for look, numbers in _alike(arch, edges).items():
        yield f"    linkStyle {','.join(map(str, numbers))} {look}"
    for status in dict.fromkeys(node.status for node in arch.nodes.values()):
        if status in _STATUSES:
            yield f"    classDef {status} {_STATUSES[status]}"
    items: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    for item in items:
        color = color_of(arch, item)
        if color:
            yield f"    style {ids[item.id]} stroke:{color},stroke-width:2px"
    for node in arch.nodes.values():
        if node.link:
            yield f'    click {ids[node.id]} href "{_url(node.link)}" _blank'


def _alike(arch: Architecture, edges: list[EdgeData]) -> dict[str, list[int]]:
    """Return the numbers of the edges that look the same, by their look."""
    looks: dict[str, list[int]] = {}
    for number, edge in enumerate(edges):
        color = color_of(arch, edge) or EDGE_KINDS[edge.kind].either
        dash = _STYLES[edge.style] if edge.style else EDGE_KINDS[edge.kind].dash
        width = "3px" if edge.style == "bold" else "1.5px"
        look = f"stroke:{color},stroke-width:{width}" + (f",stroke-dasharray:{dash}" if dash else "")
        looks.setdefault(look, []).append(number)
    return looks


def _ids(arch: Architecture) -> dict[str, str]:
    """Return an id for each node and cluster that is a word to Mermaid, and no word of its own."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for id in (*arch.nodes, *arch.clusters):
        base = re.sub(r"\W", "_", id)
        base = f"n_{base}" if _WORDS.match(base) else base
        candidates = (base if number == 1 else f"{base}_{number}" for number in count(1))
        ids[id] = next(name for name in candidates if name not in taken)
        taken.add(ids[id])
    return ids


def _text(text: str) -> str:
    """Return a text for inside double quotes, its lines with a break between them."""
    return "<br/>".join(map(_text_line, printable(text).strip().splitlines())) or " "


def _text_line(line: str) -> str:
    """Return a line with whatever Mermaid reads as its own written as an entity of Mermaid."""
    entities = _SPECIAL.sub(lambda found: _NAMED.get(found[0]) or f"#{ord(found[0])};", _parted(flat(line)))
    # Some versions take a list of Markdown for an error, even in plain text.
    entities = re.sub(r"^(\d+\.|[-+]) ", r"\1#160;", entities)
    # Rules of the lexer and of its clean-up look at whole lines, quoted or not.
    entities = re.sub(r"(?i)(direction) +(?=[tblr])", r"\1#32;", entities)
    return re.sub(r":(?=\S*#)", "#58;", entities)


def _parted(text: str) -> str:
    return _LATE.sub(rf"\1{_JOINER}", text)


def _yaml(text: str) -> str:
    """Return a text as a YAML string on one line.

    Mermaid drops tags from a title, and knows no entities there.
    """
    return json.dumps(_parted(without_tags(flat(printable(text)))), ensure_ascii=False)


def _url(link: str) -> str:
    return re.sub(r'["#;\\<>`\s]', lambda found: f"%{ord(found[0]):02X}", link)
