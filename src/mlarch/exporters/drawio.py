"""Write an architecture as a draw.io file: our layout, with cards, groups and lines to edit there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from mlarch.drawing import icons
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.themes import DASHES, THEMES, Theme
from mlarch.drawing.xml_text import quote
from mlarch.exporters.cluster_anchors import items_inside
from mlarch.exporters.drawio_lines import bends_of, nearest
from mlarch.exporters.labels import printable
from mlarch.exporters.styles import color_of
from mlarch.layout.cards import second_line
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout, LegendEntry, PlacedCluster, PlacedEdge, PlacedNode, Point
from mlarch.layout.text_measure import wrap
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["from_layout", "to_drawio"]

_ROOT, _LAYER = "0", "1"
_TEXT = {
    "html": 1,
    "whiteSpace": "wrap",
    "fontFamily": "Helvetica",
}
_BARE = {"strokeColor": "none", "fillColor": "none", "spacing": 0}
_BOX = {**_TEXT, "rounded": 1, "absoluteArcSize": 1}
# `mxLabel` adds five to the spacing where it places an image.
_SPACING = 5
_STATUSES: Mapping[str, Mapping[str, object]] = {
    "new": {"strokeWidth": 2.2},
    "planned": {"dashed": 1, "dashPattern": "5 4"},
    "external": {"dashed": 1, "dashPattern": "2 4"},
    "deprecated": {"fontStyle": 8, "opacity": 60, "textOpacity": 100},
}
_ARROWS = {
    "forward": ("none", "block"),
    "back": ("block", "none"),
    "both": ("block", "block"),
    "none": ("none",) * 2,
}
_LABEL_WIDTH, _LABEL_LINES = 150.0, 1000

Style = Mapping[str, object]


@dataclass(frozen=True)
class _Drawing:
    """What cells are made of: the architecture, its layout, the theme and every box by id."""

    arch: Architecture
    layout: Layout
    theme: Theme
    boxes: Mapping[str, Box]

    def origin(self, parent: str) -> Point:
        """Return the point that the geometry of what is in `parent` counts from."""
        box = self.boxes.get(parent)
        return (box.x, box.y) if box else (0.0, 0.0)


def to_drawio(arch: Architecture, **options: object) -> str:
    """Return `arch` as an uncompressed draw.io file; `options` are those of `mlarch.layout.options.Options`.

    Clusters are containers, edges hang on their ends and keep our routes, icons are inside the file.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = Options.of(**options)
    return from_layout(arch, lay_out(arch, chosen), THEMES[chosen.theme])


def from_layout(arch: Architecture, placed: Layout, theme: Theme = THEMES["light"]) -> str:
    """Return `arch` as `to_drawio` does, where it is laid out already."""
    boxes = {node.id: node.box for node in placed.nodes} | {each.id: each.box for each in placed.clusters}
    drawing = _Drawing(arch, placed, theme, boxes)
    return "\n".join([*_head(drawing), *_cells(drawing), "</root></mxGraphModel></diagram></mxfile>", ""])


def _head(drawing: _Drawing) -> Iterator[str]:
    width, height = math.ceil(drawing.layout.width), math.ceil(drawing.layout.height)
    yield '<mxfile host="mlarch">'
    yield f'<diagram id="mlarch" name={_attribute(drawing.arch.name)}>'
    yield (
        f'<mxGraphModel dx="{width}" dy="{height}" grid="0" gridSize="10" guides="1" tooltips="1" '
        f'connect="1" arrows="1" fold="1" page="1" pageScale="1" pageWidth="{width}" pageHeight="{height}" '
        f'math="0" shadow="0" background="{drawing.theme.canvas}"><root>'
    )
    yield f'<mxCell id="{_ROOT}"/>'
    yield f'<mxCell id="{_LAYER}" parent="{_ROOT}"/>'


def _cells(drawing: _Drawing) -> Iterator[str]:
    yield from _texts(drawing)
    clusters = {placed.id: placed for placed in drawing.layout.clusters}
    nodes = {placed.id: placed for placed in drawing.layout.nodes}
    edges = _edges_inside(drawing)
    inside = items_inside(drawing.arch)
    for parent in ("", *clusters):
        yield from (_cluster(drawing, clusters[id]) for id in inside[parent] if id in clusters)
    for parent in ("", *clusters):
        yield from (_edge(drawing, placed, parent) for placed in edges[parent])
        yield from (_node(drawing, nodes[id]) for id in inside[parent] if id in nodes)
    for number, entry in enumerate(drawing.layout.legend, start=1):
        yield _legend(drawing, entry, f"legend {number}")


def _edges_inside(drawing: _Drawing) -> dict[str, list[PlacedEdge]]:
    """Return the edges by the innermost cluster around both ends: with it they move."""
    arch = drawing.arch
    inside: dict[str, list[PlacedEdge]] = {id: [] for id in ("", *arch.clusters)}
    for placed in drawing.layout.edges:
        edge = arch.edges[placed.id]
        around = arch.ancestors(edge.source)
        inside[next((id for id in arch.ancestors(edge.target) if id in around), "")].append(placed)
    return inside


def _texts(drawing: _Drawing) -> Iterator[str]:
    """Yield title, summary and credit line, each as one text."""
    arch, theme = drawing.arch, drawing.theme
    looks: dict[str, tuple[str, Style]] = {
        "title": (arch.title, {"fontSize": 20, "fontStyle": 1, "fontColor": theme.text}),
        "summary": (arch.summary, {"fontSize": 13, "fontColor": theme.muted}),
        "credit": (arch.credit, {"fontSize": 11, "fontColor": theme.muted}),
    }
    for what, (text, look) in looks.items():
        boxes = [line.box for line in drawing.layout.lines if line.style == what]
        if boxes:
            top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
            box = Box(boxes[0].x, top, boxes[0].width, bottom - top)
            style = {"text": None, **_TEXT, **_BARE, "align": "left", "verticalAlign": "top", **look}
            yield _vertex(what, _html(text), style, box, "")


def _cluster(drawing: _Drawing, placed: PlacedCluster) -> str:
    cluster, theme = drawing.arch.clusters[placed.id], drawing.theme
    style: dict[str, object] = {
        **_BOX,
        "container": 1,
        "collapsible": 0,
        "recursiveResize": 0,
        "arcSize": 24,
        "fillColor": theme.clusters[min(placed.depth, len(theme.clusters) - 1)],
        "strokeColor": color_of(drawing.arch, cluster) or theme.cluster_border,
        "fontColor": theme.cluster_text,
        "fontSize": 12,
        "fontStyle": 1,
        "align": "left",
        "verticalAlign": "top",
        "spacing": 0,
        "spacingLeft": _n((placed.lines[0].x if placed.lines else placed.title.x) - placed.box.x),
        "spacingTop": _n(placed.title.y - placed.box.y - 1),
    }
    data = {"tooltip": cluster.description, "link": cluster.link, "kind": cluster.kind}
    cell = _vertex(
        _id(placed.id), _html(cluster.label), style, _relative(drawing, placed), _id(cluster.cluster), data
    )
    icon = _icon(cluster, f"cluster '{placed.id}'")
    if icon is None or placed.icon is None:
        return cell
    box = placed.icon.moved(-placed.box.x, -placed.box.y)
    image = {"shape": "image", "imageAspect": 0, "image": _short(icon.uri), "connectable": 0}
    return f"{cell}\n{_vertex(f'icon {placed.id}', '', image, box, _id(placed.id))}"


def _node(drawing: _Drawing, placed: PlacedNode) -> str:
    node, theme = drawing.arch.nodes[placed.id], drawing.theme
    style: dict[str, object] = {
        **_BOX,
        "arcSize": 20,
        "fillColor": theme.external if node.status == "external" else theme.card,
        "strokeColor": color_of(drawing.arch, node)
        or (theme.new if node.status == "new" else theme.card_border),
        "fontColor": theme.text,
        "fontSize": 13,
        **_STATUSES.get(node.status, {}),
        **_image(node, placed),
    }
    data = {"tooltip": node.description, "link": node.link, "technology": node.technology, "role": node.role}
    label = _card(node, theme)
    return _vertex(_id(placed.id), label, style, _relative(drawing, placed), _id(node.cluster), data)


def _card(node: Node, theme: Theme) -> str:
    """Return the HTML of a card: the label in bold, a second line below."""
    name = node.label if node.replicas == 1 else f"{node.label} \u00d7 {node.replicas}"
    second = second_line(node)
    below = f'<font style="font-size:11px" color="{theme.muted}">{_html(second)}</font>' if second else ""
    return "<br>".join(filter(None, (f"<b>{_html(name)}</b>" if name.strip() else "", below)))


def _image(node: Node, placed: PlacedNode) -> Style:
    """Return what places the icon and the text in a card as our picture does."""
    icon = _icon(node, f"node '{placed.id}'")
    if icon is None or placed.icon is None:
        return {"spacing": _SPACING}
    box, inner = placed.box, placed.icon
    style = {
        "shape": "label",
        "image": _short(icon.uri),
        "imageWidth": _n(inner.width),
        "imageHeight": _n(inner.height),
    }
    if abs(inner.center[0] - box.center[0]) < 1 and box.height > inner.height * 1.4 + 20:
        top = {"imageAlign": "center", "imageVerticalAlign": "top", "spacing": _n(inner.y - box.y - 5)}
        return {**style, **top, "verticalAlign": "top", "spacingTop": _n(inner.height + 5)}
    left = _n(inner.right - box.x + 10 - _SPACING)
    return {**style, "imageAlign": "left", "spacing": _SPACING, "align": "left", "spacingLeft": left}


def _edge(drawing: _Drawing, placed: PlacedEdge, parent: str) -> str:
    edge = drawing.arch.edges[placed.id]
    start, end = _ARROWS[edge.arrow]
    dash = DASHES[edge.style] if edge.style else EDGE_KINDS[edge.kind].dash
    theme = drawing.theme
    style: dict[str, object] = {
        **_TEXT,
        "whiteSpace": "nowrap",
        "edgeStyle": "none",
        "curved": 1,
        "strokeColor": color_of(drawing.arch, edge) or theme.kinds[edge.kind],
        "strokeWidth": 3 if edge.style == "bold" else 1.6,
        **({"dashed": 1, "dashPattern": dash} if dash else {}),
        "startArrow": start,
        "endArrow": end,
        "startSize": 5,
        "endSize": 5,
        "fontSize": 11,
        "fontColor": theme.pill_text,
        "labelBackgroundColor": theme.pill,
        **_fixed("exit", placed.points[0], drawing.boxes[edge.source]),
        **_fixed("entry", placed.points[-1], drawing.boxes[edge.target]),
    }
    data = {"tooltip": edge.description, "link": edge.link, "kind": edge.kind}
    ends = f"source={_attribute(_id(edge.source))} target={_attribute(_id(edge.target))}"
    label = _edge_label(edge, placed, theme)
    geometry = _route(placed, drawing.origin(parent))
    return _cell(f"edge {placed.id}", label, style, f'edge="1" {ends}', geometry, _id(parent), data)


def _edge_label(edge: EdgeData, placed: PlacedEdge, theme: Theme) -> str:
    """Return the HTML of a label, the steps of the flow before it."""
    color = theme.kinds[edge.kind]
    steps = [f'<b><font color="{color}">{badge.number}</font></b>' for badge in placed.badges]
    lines = [_html(line) for line in wrap(edge.label, "edge", _LABEL_WIDTH, _LABEL_LINES)]
    return "&nbsp; ".join([*steps, *(["<br>".join(lines)] if lines else [])])


def _fixed(what: str, point: Point, box: Box) -> Style:
    """Return what ties one end of an edge to a point of a box, as parts of its width and height."""
    x = (point[0] - box.x) / box.width if box.width else 0.5
    y = (point[1] - box.y) / box.height if box.height else 0.5
    places = {"X": min(max(x, 0.0), 1.0), "Y": min(max(y, 0.0), 1.0)}
    return {
        **{f"{what}{axis}": f"{value:.4g}" for axis, value in places.items()},
        **{f"{what}{name}": 0 for name in ("Dx", "Dy", "Perimeter")},
    }


def _route(placed: PlacedEdge, origin: Point) -> str:
    """Return the geometry of an edge: its bends, and where along them its label stands."""
    bends = bends_of(placed.points)
    points = "".join(f"<mxPoint {_xy(point, origin)}/>" for point in bends)
    array = f'<Array as="points">{points}</Array>' if bends else ""
    if placed.label_box is None:
        return f'<mxGeometry relative="1" as="geometry">{array}</mxGeometry>'
    line = [placed.points[0], *bends, placed.points[-1]]
    part, point = nearest(line, placed.label_box.center)
    offset = f'<mxPoint {_xy(placed.label_box.center, point)} as="offset"/>'
    return f'<mxGeometry x="{2 * part - 1:.5f}" relative="1" as="geometry">{array}{offset}</mxGeometry>'


def _legend(drawing: _Drawing, entry: LegendEntry, id: str) -> str:
    theme = drawing.theme
    style: dict[str, object] = {
        **_TEXT,
        "whiteSpace": "nowrap",
        "fontSize": 11,
        "fontColor": theme.muted,
        "labelPosition": "right",
        "align": "left",
        "verticalAlign": "middle",
        "spacingLeft": 6,
        "fillColor": theme.card,
        **_sample(drawing, entry),
    }
    return _vertex(id, _html(entry.line.text), style, entry.sample, "")


def _sample(drawing: _Drawing, entry: LegendEntry) -> Style:
    theme = drawing.theme
    if entry.what == "edge":
        dash = EDGE_KINDS[entry.key].dash
        line = {"shape": "line", "strokeColor": theme.kinds[entry.key], "strokeWidth": 1.6}
        return {**line, **({"dashed": 1, "dashPattern": dash} if dash else {})}
    box = {"rounded": 1, "strokeColor": theme.card_border}
    if entry.what == "status":
        marks = {key: value for key, value in _STATUSES[entry.key].items() if "ont" not in key}
        return {**box, **marks, **({"strokeColor": theme.new} if entry.key == "new" else {})}
    color = drawing.arch.styles[entry.key].color
    return {**box, **({"strokeColor": to_hex(color)} if color else {})}


def _relative(drawing: _Drawing, placed: PlacedNode | PlacedCluster) -> Box:
    """Return a box as seen from the cluster around it."""
    item = drawing.arch.nodes.get(placed.id) or drawing.arch.clusters[placed.id]
    x, y = drawing.origin(item.cluster)
    return placed.box.moved(-x, -y)


def _vertex(
    id: str, label: str, style: Style, box: Box, parent: str, data: Mapping[str, str] | None = None
) -> str:
    size = f'width="{_n(box.width)}" height="{_n(box.height)}"'
    geometry = f'<mxGeometry x="{_n(box.x)}" y="{_n(box.y)}" {size} as="geometry"/>'
    return _cell(id, label, style, 'vertex="1"', geometry, parent, data or {})


def _cell(
    id: str, label: str, style: Style, what: str, geometry: str, parent: str, data: Mapping[str, str]
) -> str:
    """Return a cell, inside an object where it carries data."""
    said = {name: text for name, text in data.items() if text}
    rest = f"style={_attribute(_styled(style))} {what} parent={_attribute(parent or _LAYER)}"
    if not said:
        return f"<mxCell id={_attribute(id)} value={_attribute(label)} {rest}>{geometry}</mxCell>"
    more = "".join(f" {name}={_attribute(text)}" for name, text in said.items())
    cell = f"<mxCell {rest}>{geometry}</mxCell>"
    return f"<object label={_attribute(label)}{more} id={_attribute(id)}>{cell}</object>"


def _id(id: str) -> str:
    """Return the id of the cell of a node or cluster, unlike those of root and layer."""
    return f"at {id}" if id else ""


def _styled(style: Style) -> str:
    return "".join(f"{name};" if value is None else f"{name}={value};" for name, value in style.items())


def _icon(item: Node | ClusterData, owner: str) -> EmbeddedIcon | None:
    if item.icon:
        return icons.of_file(item.icon, owner)
    return icons.of_technology(item.technology) if item.technology else None


def _short(uri: str) -> str:
    """Return a data URI as draw.io writes it: a semicolon would end it within a style."""
    return uri.replace(";base64,", ",")


def _html(text: str) -> str:
    return "<br>".join(escape(line) for line in printable(text).strip().split("\n"))


def _attribute(text: str) -> str:
    return quote(text)


def _xy(point: Point, origin: Point) -> str:
    return f'x="{_n(point[0] - origin[0])}" y="{_n(point[1] - origin[1])}"'


def _n(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
