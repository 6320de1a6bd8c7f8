"""Draw a positioned layout as one self-contained SVG file.

The contract for tools: absolute coordinates and no transforms; `g.cluster`, `g.node`, `g.edge` and
`g.edge-label` carry `data-` attributes; clusters are painted first, then edges, nodes and edge
labels. Every id starts with a hash of the content, so that several pictures live in one page.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlarch.drawing import icons, logo
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.stylesheet import class_part, stylesheet
from mlarch.drawing.themes import DARKENED
from mlarch.drawing.xml_text import escape, quote
from mlarch.layout.canvas import MARGIN
from mlarch.layout.cards import STACK_OFFSET, tag_marks
from mlarch.layout.header_footer import logo_box
from mlarch.layout.options import Options
from mlarch.layout.pages import size
from mlarch.layout.positioned import (
    Box,
    Layout,
    LegendEntry,
    PlacedCluster,
    PlacedEdge,
    PlacedNode,
    Point,
    TextLine,
)
from mlarch.model import Architecture, ClusterData, EdgeData, Node, description
from mlarch.model.colors import to_hex

__all__ = ["ROOT", "DrawnPart", "DrawnPicture", "definitions", "draw", "head", "parts", "pictures", "whole"]

ROOT = "\0"
"""Stands for the hash of the content until that is known; no text can hold it."""

_HEAD_LENGTH, _HEAD_WIDTH = 9.0, 7.5
_BOLD_HEAD = 1.4
_LINE_UNDER_HEAD = 1.5
_ARROWS = {"forward": (False, True), "back": (True, False), "both": (True, True), "none": (False, False)}


@dataclass(frozen=True)
class DrawnPicture:
    """What drawing needs: the architecture, its layout, options and icons by node or cluster id."""

    arch: Architecture
    layout: Layout
    options: Options
    icons: Mapping[str, EmbeddedIcon]
    symbols: Mapping[EmbeddedIcon, str]


@dataclass(frozen=True)
class DrawnPart:
    """A piece of a drawing, in the order of painting: of which sort, its id or key, its markup."""

    what: str
    id: str
    markup: str


def draw(arch: Architecture, layout: Layout, options: Options, fingerprint: str) -> str:
    """Return the SVG of a layout."""
    [picture] = pictures([(arch, layout)], options)
    body = [f"<style>{stylesheet(arch, options, ROOT)}</style>", *definitions(picture)]
    body += [part.markup for part in parts(picture)]
    said = (arch.title, description.to_paragraph(arch))
    return whole(head(said, (layout.width, layout.height), options, fingerprint), body, options)


def pictures(layouts: Iterable[tuple[Architecture, Layout]], options: Options) -> list[DrawnPicture]:
    """Return what drawing several layouts into one file needs: they share the symbols of their icons."""
    drawn = [(arch, layout, dict(_icons(arch))) for arch, layout in layouts]
    found = dict.fromkeys(icon for _, _, own in drawn for icon in own.values())
    symbols = {icon: f"i{n}" for n, icon in enumerate(found, start=1)}
    return [DrawnPicture(arch, layout, options, own, symbols) for arch, layout, own in drawn]


def whole(opening: str, body: Iterable[str], options: Options) -> str:
    """Return the file of what `head` begins, `ROOT` in it replaced by a hash of its content."""
    content = "\n".join(body)
    digest = "m" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    drawn = f"{opening}\n{content}\n</svg>\n".replace(ROOT, digest)
    if options.text == "text":
        return drawn
    from mlarch.drawing.outlines import outlined

    return outlined(drawn)


def head(said: tuple[str, str], extent: tuple[float, float], options: Options, fingerprint: str) -> str:
    """Return the beginning of a file: `said` are title and description, `extent` width and height in px."""
    view = f"0 0 {_n(extent[0])} {_n(extent[1])}"
    width, height = map(_n, size(options, *extent))
    title, description = said
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="{ROOT}" '
        f'width="{width}" height="{height}" viewBox="{view}" role="img" '
        f'aria-labelledby="{ROOT}-title {ROOT}-desc">\n'
        f'<title id="{ROOT}-title">{escape(title)}</title>\n'
        f'<desc id="{ROOT}-desc">{escape(description)}</desc>\n'
        f'<metadata><fingerprint xmlns="urn:mlarch" mlarch-fingerprint="{fingerprint}"/></metadata>'
    )


def parts(picture: DrawnPicture) -> Iterator[DrawnPart]:
    """Yield the parts of a drawing in the order of painting."""
    arch, layout, options = picture.arch, picture.layout, picture.options
    if not options.transparent:
        width, height = _n(layout.width), _n(layout.height)
        yield DrawnPart("canvas", "", f'<rect class="canvas" x="0" y="0" width="{width}" height="{height}"/>')
    if options.logo and options.title:
        yield DrawnPart("logo", "", _logo(picture))
    for number, line in enumerate(layout.lines):
        yield DrawnPart("line", str(number), _line(line, line.style))
    for cluster in layout.clusters:
        yield DrawnPart("cluster", cluster.id, _cluster(picture, cluster, arch.clusters[cluster.id]))
    for edge in layout.edges:
        yield DrawnPart("edge", edge.id, _edge(picture, edge, arch.edges[edge.id]))
    for node in layout.nodes:
        yield DrawnPart("node", node.id, _node(picture, node, arch.nodes[node.id]))
    for edge in layout.edges:
        if edge.label_box is not None:
            yield DrawnPart("edge-label", edge.id, _edge_label(edge, edge.label_box, arch.edges[edge.id]))
    if layout.legend:
        entries = "".join(_legend_entry(entry, arch) for entry in layout.legend)
        yield DrawnPart("legend", "", f'<g class="legend">{entries}</g>')


def _logo(picture: DrawnPicture) -> str:
    box, uri = logo_box(picture.layout.width, MARGIN), logo.uri(picture.options.logo)
    at = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    return f'<image class="logo" {at} preserveAspectRatio="xMaxYMin" href="{uri}" xlink:href="{uri}"/>'


def _icons(arch: Architecture) -> Iterator[tuple[str, EmbeddedIcon]]:
    for what, items in (("node", arch.nodes), ("cluster", arch.clusters)):
        for id, item in items.items():
            icon = _icon(f"{what} '{id}'", item)
            if icon is not None:
                yield id, icon


def _icon(owner: str, item: Node | ClusterData) -> EmbeddedIcon | None:
    if item.icon:
        return icons.of_file(item.icon, owner)
    return icons.of_technology(item.technology) if item.technology else None


def definitions(picture: DrawnPicture) -> Iterator[str]:
    """Yield the symbols of the icons, each once."""
    if not picture.symbols:
        return
    yield "<defs>"
    for icon, name in picture.symbols.items():
        yield (
            f'<symbol id="{ROOT}-{name}" viewBox="0 0 48 48">'
            # One address only, since it is the whole picture; this is the one that every program reads.
            f'<image width="48" height="48" xlink:href="{icon.uri}"/></symbol>'
        )
    yield "</defs>"


def _cluster(picture: DrawnPicture, placed: PlacedCluster, cluster: ClusterData) -> str:
    classes = f"cluster depth-{min(placed.depth, 3)} kind-{cluster.kind}{_marks(cluster)}"
    inner = [_tooltip(_told(cluster.label, cluster.description, placed.lines)), _rect(placed.box, "box", 12)]
    inner += _icon_use(picture, placed.id, placed.icon)
    inner += [_label(placed.lines)]
    return f'<g class="{classes}" data-id={quote(placed.id)}>{_linked("".join(inner), cluster.link)}</g>'


def _node(picture: DrawnPicture, placed: PlacedNode, node: Node) -> str:
    classes = f"node status-{node.status}{_marks(node)}"
    data = f"data-id={quote(placed.id)} data-technology={quote(node.technology)} data-role={quote(node.role)}"
    inner = [_tooltip(_told(node.label, node.description, placed.lines)), *_card(placed.box, node.replicas)]
    inner += _icon_use(picture, placed.id, placed.icon)
    inner += _node_texts(placed.lines)
    inner += [_sign(mark, _front(placed.box, node.replicas)) for mark in tag_marks(picture.arch, node)[:1]]
    return f'<g class="{classes}" {data}>{_linked("".join(inner), node.link)}</g>'


def _front(box: Box, replicas: int) -> Box:
    """Return the foremost card of a node."""
    back = 2 * STACK_OFFSET if replicas > 1 else 0.0
    return Box(box.x, box.y, box.width - back, box.height - back)


def _sign(mark: str, box: Box) -> str:
    """Return a disc with a sign in the upper right corner of a box."""
    x, y = box.right - 9, box.y + 9
    return (
        f'<circle class="disc" cx="{_n(x)}" cy="{_n(y)}" r="6.5"/>'
        f'<text class="sign" x="{_n(x)}" y="{_n(y + 3.7)}" text-anchor="middle">{escape(mark)}</text>'
    )


def _card(box: Box, replicas: int) -> Iterator[str]:
    """Yield the card, with two more behind it where there are replicas; the box holds them all."""
    if replicas <= 1:
        yield _rect(box, "box", 10)
        return
    width, height = box.width - 2 * STACK_OFFSET, box.height - 2 * STACK_OFFSET
    yield _rect(box, "box stack", 10)
    middle = Box(box.x, box.y, width + STACK_OFFSET, height + STACK_OFFSET)
    yield _rect(middle, "front", 10)
    yield _rect(Box(box.x, box.y, width, height), "front", 10)


def _node_texts(lines: Sequence[TextLine]) -> Iterator[str]:
    for style, name in (("label", "label"), ("second", "second"), ("badge", "count")):
        chosen = [line for line in lines if line.style == style]
        if chosen:
            yield _label(chosen, name)


def _icon_use(picture: DrawnPicture, id: str, box: Box | None) -> Iterator[str]:
    icon = picture.icons.get(id)
    if icon is None or box is None:
        return
    if picture.options.theme in DARKENED and icons.is_dark(icon):
        yield _rect(box.grown(3), "plate", 7)
    if picture.options.theme != "dark" and icons.is_pale(icon):
        yield _rect(box.grown(3), "shade", 7)
    at = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    name = f"#{ROOT}-{picture.symbols[icon]}"
    yield f'<use class="icon" href="{name}" xlink:href="{name}" {at}/>'


def _edge(picture: DrawnPicture, placed: PlacedEdge, edge: EdgeData) -> str:
    at_start, at_end = _ARROWS[edge.arrow]
    points = placed.points
    shortened = _shortened(points[::-1])[::-1] if at_start else points
    shortened = _shortened(shortened) if at_end else shortened
    inner = [
        _tooltip(_told(edge.label, edge.description, placed.lines)),
        f'<path class="line" d="{_path(shortened)}"/>',
    ]
    bold = _is_bold(picture.arch, edge)
    inner += [_head_path(points, bold=bold)] if at_end else []
    inner += [_head_path(points[::-1], bold=bold)] if at_start else []
    classes = _edge_classes(edge, "edge")
    return f'<g class="{classes}" {_edge_data(edge)}>{_linked("".join(inner), edge.link)}</g>'


def _is_bold(arch: Architecture, edge: EdgeData) -> bool:
    """Say whether a line is so thick that it needs a larger arrowhead."""
    tagged = (arch.styles[tag].style for tag in edge.tags if tag in arch.styles)
    return edge.style == "bold" or (not edge.style and "bold" in tagged)


def _edge_classes(edge: EdgeData, base: str) -> str:
    style = f" style-{edge.style}" if edge.style else ""
    return f"{base} kind-{edge.kind} status-{edge.status}{style}{_marks(edge)}"


def _edge_data(edge: EdgeData) -> str:
    return (
        f"data-id={quote(edge.id)} data-source={quote(edge.source)} "
        f"data-target={quote(edge.target)} data-kind={quote(edge.kind)}"
    )


def _edge_label(placed: PlacedEdge, box: Box, edge: EdgeData) -> str:
    inner = [_rect(box, "label-box", min(9.0, box.height / 2))]
    for badge in placed.badges:
        x, y = badge.center
        inner.append(
            f'<circle class="numbered" cx="{_n(x)}" cy="{_n(y)}" r="{_n(badge.radius)}"/>'
            f'<text class="number" x="{_n(x)}" y="{_n(y + 3.6)}" text-anchor="middle">{badge.number}</text>'
        )
    inner.append(_label(placed.lines))
    return f'<g class="{_edge_classes(edge, "edge-label")}" data-edge={quote(edge.id)}>{"".join(inner)}</g>'


def _legend_entry(entry: LegendEntry, arch: Architecture) -> str:
    box = entry.sample
    sign = arch.styles[entry.key].mark if entry.what == "tag" else ""
    if sign:
        sample = _sign(sign, Box(box.center[0] - 9, box.y - 2, 18, 18))
    elif entry.shape == "line":
        sample = _line_sample(box, bold=entry.what == "tag" and arch.styles[entry.key].style == "bold")
    else:
        sample = _rect(Box(box.center[0] - 10, box.y, 20, box.height), "box", 4)
    mark = {"edge": "kind", "status": "status", "tag": "tag"}[entry.what]
    own = _common_style(entry.key, arch) if entry.what == "edge" else ""
    return f'<g class="{mark}-{class_part(entry.key)}{own}">{sample}{_line(entry.line, "legend-text")}</g>'


def _common_style(kind: str, arch: Architecture) -> str:
    """Return the class of the style in which all edges of a kind are drawn, where it is one of their own."""
    styles = {edge.style for edge in arch.edges.values() if edge.kind == kind}
    return f" style-{styles.pop()}" if len(styles) == 1 and styles != {""} else ""


def _line_sample(box: Box, *, bold: bool) -> str:
    y = box.y + box.height / 2
    line = f'<path class="line" d="M {_n(box.x)} {_n(y)} L {_n(box.right - _LINE_UNDER_HEAD)} {_n(y)}"/>'
    return line + _head_path((*((box.x, y),) * 3, (box.right, y)), bold=bold)


def _marks(item: Node | ClusterData | EdgeData) -> str:
    """Return the classes of an item's tags and of its own color."""
    tags = "".join(f" tag-{class_part(tag)}" for tag in item.tags)
    return tags + (f" color-{to_hex(item.color)[1:]}" if item.color else "")


def _shortened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return a line that ends just under its arrowhead, so that its end does not show."""
    end = points[-1]
    ux, uy = _direction(points)
    return (*points[:-1], (end[0] - ux * _LINE_UNDER_HEAD, end[1] - uy * _LINE_UNDER_HEAD))


def _head_path(points: tuple[Point, ...], *, bold: bool = False) -> str:
    """Return an arrowhead whose tip is the last point."""
    x, y = points[-1]
    ux, uy = _direction(points)
    size = _BOLD_HEAD if bold else 1.0
    bx, by = x - ux * _HEAD_LENGTH * size, y - uy * _HEAD_LENGTH * size
    half = _HEAD_WIDTH * size / 2
    corners = ((x, y), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half))
    return f'<path class="head" d="M {" L ".join(_p(corner) for corner in corners)} Z"/>'


def _direction(points: tuple[Point, ...]) -> Point:
    """Return the unit vector in which a line arrives, over the length of an arrowhead."""
    end = points[-1]
    for point in reversed(points[:-1]):
        distance = math.dist(point, end)
        if distance > 0.5:
            return ((end[0] - point[0]) / distance, (end[1] - point[1]) / distance)
    return (0.0, 1.0)


def _path(points: tuple[Point, ...]) -> str:
    """Return a line as path data; straight stretches of the curve are written as such."""
    data = [f"M {_p(points[0])}"]
    for i in range(1, len(points) - 2, 3):
        start, (a, b, end) = points[i - 1], points[i : i + 3]
        straight = _collinear(start, a, end) and _collinear(start, b, end)
        data.append(f"L {_p(end)}" if straight else f"C {_p(a)} {_p(b)} {_p(end)}")
    return " ".join(data)


def _collinear(a: Point, b: Point, c: Point) -> bool:
    area = (c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])
    return abs(area) <= 0.05 * math.dist(a, c)


def _label(lines: Sequence[TextLine], name: str = "label") -> str:
    """Return lines of one style as one text element."""
    if not lines:
        return ""
    first, *rest = lines
    if not rest:
        return _line(first, name)
    spans = "".join(
        f'<tspan x="{_n(line.x)}" y="{_n(line.y)}">{escape(line.text)}{" " if more else ""}</tspan>'
        for line, more in [*((line, True) for line, _ in pairwise(lines)), (lines[-1], False)]
    )
    return f'<text class="{name}"{_anchored(first)}>{spans}</text>'


def _line(line: TextLine, name: str) -> str:
    at = f'x="{_n(line.x)}" y="{_n(line.y)}"'
    return f'<text class="{name}" {at}{_anchored(line)}>{escape(line.text)}</text>'


def _anchored(line: TextLine) -> str:
    return "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'


def _told(label: str, description: str, lines: Sequence[TextLine]) -> str:
    """Return what a tooltip says: the description, and before it a label that had to be cut."""
    is_cut = any(line.text.endswith("\u2026") and line.style != "second" for line in lines)
    return "\n".join(dict.fromkeys(filter(None, (label if is_cut else "", description))))


def _tooltip(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""


def _linked(inner: str, link: str) -> str:
    if not link:
        return inner
    return f"<a href={quote(link)} xlink:href={quote(link)}>{inner}</a>"


def _rect(box: Box, name: str, radius: float) -> str:
    return (
        f'<rect class="{name}" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" rx="{_n(radius)}"/>'
    )


def _p(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
