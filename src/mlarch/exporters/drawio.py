"""Export a draw.io file that keeps our layout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlarch.drawing import icons
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.themes import DASHES, THEMES, Theme
from mlarch.drawing.xml_text import quote
from mlarch.exporters.clusters import children
from mlarch.exporters.drawio_cells import (
    LAYER,
    ROOT,
    Style,
    cell,
    cell_id,
    html_text,
    image_uri,
    number,
    vertex,
    xy,
)
from mlarch.exporters.drawio_curves import bend_points, nearest_point
from mlarch.exporters.item_colors import color_of
from mlarch.exporters.options import ExportOptions
from mlarch.exporters.status_styles import STATUS_STYLES
from mlarch.layout.cards import second_line
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout, LegendEntry, PlacedCluster, PlacedEdge, PlacedNode, Point
from mlarch.layout.text_measure import wrap
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["export", "export_layout"]

_TEXT = {
    "html": 1,
    "whiteSpace": "wrap",
    "fontFamily": "Helvetica",
}
_BARE = {"strokeColor": "none", "fillColor": "none", "spacing": 0}
_BOX = {**_TEXT, "rounded": 1, "absoluteArcSize": 1}
# `mxLabel` adds five to the spacing when it places an image.
_SPACING = 5
_ARROWS = {
    "forward": ("none", "block"),
    "back": ("block", "none"),
    "both": ("block", "block"),
    "none": ("none",) * 2,
}
_LABEL_WIDTH, _LABEL_LINES = 150.0, 1000


@dataclass(frozen=True)
class _Drawing:
    """Source of the cells: an architecture, its layout, a theme, and every box by id."""

    arch: Architecture
    layout: Layout
    theme: Theme
    boxes: Mapping[str, Box]

    def origin(self, parent: str) -> Point:
        """Return the origin of the coordinates inside `parent`."""
        box = self.boxes.get(parent)
        return (box.x, box.y) if box else (0.0, 0.0)


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as an uncompressed draw.io file.

    Clusters are containers, edges are attached to their ends and keep our routes, icons are embedded.

    Raises:
        LayoutError: if the layout engine fails.
    """
    return export_layout(arch, lay_out(arch, options), THEMES[options.theme])


def export_layout(arch: Architecture, placed: Layout, theme: Theme = THEMES["light"]) -> str:
    """Return `arch` as a draw.io file, with this layout."""
    boxes = {node.id: node.box for node in placed.nodes}
    boxes |= {cluster.id: cluster.box for cluster in placed.clusters}
    drawing = _Drawing(arch, placed, theme, boxes)
    return "\n".join([*_head(drawing), *_cells(drawing), "</root></mxGraphModel></diagram></mxfile>", ""])


def _head(drawing: _Drawing) -> Iterator[str]:
    width, height = math.ceil(drawing.layout.width), math.ceil(drawing.layout.height)
    yield '<mxfile host="mlarch">'
    yield f'<diagram id="mlarch" name={quote(drawing.arch.name)}>'
    yield (
        f'<mxGraphModel dx="{width}" dy="{height}" grid="0" gridSize="10" guides="1" tooltips="1" '
        f'connect="1" arrows="1" fold="1" page="1" pageScale="1" pageWidth="{width}" pageHeight="{height}" '
        f'math="0" shadow="0" background="{drawing.theme.canvas}"><root>'
    )
    yield f'<mxCell id="{ROOT}"/>'
    yield f'<mxCell id="{LAYER}" parent="{ROOT}"/>'


def _cells(drawing: _Drawing) -> Iterator[str]:
    yield from _texts(drawing)
    clusters = {placed.id: placed for placed in drawing.layout.clusters}
    nodes = {placed.id: placed for placed in drawing.layout.nodes}
    edges = _edges_inside(drawing)
    inside = children(drawing.arch)
    for parent in ("", *clusters):
        yield from (_cluster(drawing, clusters[id]) for id in inside[parent] if id in clusters)
    for parent in ("", *clusters):
        yield from (_edge(drawing, placed, parent) for placed in edges[parent])
        yield from (_node(drawing, nodes[id]) for id in inside[parent] if id in nodes)
    for position, entry in enumerate(drawing.layout.legend, start=1):
        yield _legend(drawing, entry, f"legend {position}")


def _edges_inside(drawing: _Drawing) -> dict[str, list[PlacedEdge]]:
    """Return the edges by the innermost cluster around both ends."""
    arch = drawing.arch
    inside: dict[str, list[PlacedEdge]] = {id: [] for id in ("", *arch.clusters)}
    for placed in drawing.layout.edges:
        edge = arch.edges[placed.id]
        around = arch.ancestors(edge.source)
        inside[next((id for id in arch.ancestors(edge.target) if id in around), "")].append(placed)
    return inside


def _texts(drawing: _Drawing) -> Iterator[str]:
    """Yield title, summary and credit, each as one cell."""
    arch, theme = drawing.arch, drawing.theme
    texts: dict[str, tuple[str, Style]] = {
        "title": (arch.title, {"fontSize": 20, "fontStyle": 1, "fontColor": theme.text}),
        "summary": (arch.summary, {"fontSize": 13, "fontColor": theme.muted}),
        "credit": (arch.credit, {"fontSize": 11, "fontColor": theme.muted}),
    }
    for name, (text, font) in texts.items():
        boxes = [line.box for line in drawing.layout.lines if line.style == name]
        if boxes:
            top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
            box = Box(boxes[0].x, top, boxes[0].width, bottom - top)
            style = {"text": None, **_TEXT, **_BARE, "align": "left", "verticalAlign": "top", **font}
            yield vertex(name, html_text(text), style, box, "")


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
        "spacingLeft": number((placed.lines[0].x if placed.lines else placed.title.x) - placed.box.x),
        "spacingTop": number(placed.title.y - placed.box.y - 1),
    }
    data = {"tooltip": cluster.description, "link": cluster.link, "kind": cluster.kind}
    box = _relative_box(drawing, placed)
    container = vertex(
        cell_id(placed.id), html_text(cluster.label), style, box, cell_id(cluster.cluster), data
    )
    icon = _icon(cluster, f"cluster '{placed.id}'")
    if icon is None or placed.icon is None:
        return container
    box = placed.icon.moved(-placed.box.x, -placed.box.y)
    image = {"shape": "image", "imageAspect": 0, "image": image_uri(icon), "connectable": 0}
    return f"{container}\n{vertex(f'icon {placed.id}', '', image, box, cell_id(placed.id))}"


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
        **_status_style(node.status),
        **_image(node, placed),
    }
    data = {"tooltip": node.description, "link": node.link, "technology": node.technology, "role": node.role}
    label = _card(node, theme)
    box = _relative_box(drawing, placed)
    return vertex(cell_id(placed.id), label, style, box, cell_id(node.cluster), data)


def _status_style(status: str) -> Style:
    """Return the style of a card, except for its colors, which depend on the theme."""
    look = STATUS_STYLES[status]
    style: dict[str, object] = {"strokeWidth": 2.2} if look.light else {}
    style |= {"dashed": 1, "dashPattern": look.dash} if look.dash else {}
    style |= {"fontStyle": 8} if look.struck else {}
    return style | ({"opacity": round(look.opacity * 100), "textOpacity": 100} if look.opacity < 1 else {})


def _card(node: Node, theme: Theme) -> str:
    """Return the HTML of a card: the label in bold, the second line below."""
    name = node.label if node.replicas == 1 else f"{node.label} \u00d7 {node.replicas}"
    second = second_line(node)
    below = f'<font style="font-size:11px" color="{theme.muted}">{html_text(second)}</font>' if second else ""
    return "<br>".join(filter(None, (f"<b>{html_text(name)}</b>" if name.strip() else "", below)))


def _image(node: Node, placed: PlacedNode) -> Style:
    """Return the style that places icon and text in a card as in our picture."""
    icon = _icon(node, f"node '{placed.id}'")
    if icon is None or placed.icon is None:
        return {"spacing": _SPACING}
    box, inner = placed.box, placed.icon
    style = {
        "shape": "label",
        "image": image_uri(icon),
        "imageWidth": number(inner.width),
        "imageHeight": number(inner.height),
    }
    if abs(inner.center[0] - box.center[0]) < 1 and box.height > inner.height * 1.4 + 20:
        top = {"imageAlign": "center", "imageVerticalAlign": "top", "spacing": number(inner.y - box.y - 5)}
        return {**style, **top, "verticalAlign": "top", "spacingTop": number(inner.height + 5)}
    left = number(inner.right - box.x + 10 - _SPACING)
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
        **_fixed_end("exit", placed.points[0], drawing.boxes[edge.source]),
        **_fixed_end("entry", placed.points[-1], drawing.boxes[edge.target]),
    }
    data = {"tooltip": edge.description, "link": edge.link, "kind": edge.kind}
    ends = f"source={quote(cell_id(edge.source))} target={quote(cell_id(edge.target))}"
    label = _edge_label(edge, placed, theme)
    geometry = _route(placed, drawing.origin(parent))
    return cell(f"edge {placed.id}", label, style, f'edge="1" {ends}', geometry, cell_id(parent), data)


def _edge_label(edge: EdgeData, placed: PlacedEdge, theme: Theme) -> str:
    """Return the HTML of a label, after the numbers of the flow's steps."""
    color = theme.kinds[edge.kind]
    steps = [f'<b><font color="{color}">{badge.number}</font></b>' for badge in placed.badges]
    lines = [html_text(line) for line in wrap(edge.label, "edge", _LABEL_WIDTH, _LABEL_LINES)]
    return "&nbsp; ".join([*steps, *(["<br>".join(lines)] if lines else [])])


def _fixed_end(name: str, point: Point, box: Box) -> Style:
    """Return the style that ties an end of an edge to a point of a box."""
    x = (point[0] - box.x) / box.width if box.width else 0.5
    y = (point[1] - box.y) / box.height if box.height else 0.5
    fractions = {"X": min(max(x, 0.0), 1.0), "Y": min(max(y, 0.0), 1.0)}
    return {
        **{f"{name}{axis}": f"{value:.4g}" for axis, value in fractions.items()},
        **{f"{name}{key}": 0 for key in ("Dx", "Dy", "Perimeter")},
    }


def _route(placed: PlacedEdge, origin: Point) -> str:
    """Return the geometry of an edge: its bends, and the position of its label."""
    bends = bend_points(placed.points)
    points = "".join(f"<mxPoint {xy(point, origin)}/>" for point in bends)
    array = f'<Array as="points">{points}</Array>' if bends else ""
    if placed.label_box is None:
        return f'<mxGeometry relative="1" as="geometry">{array}</mxGeometry>'
    line = [placed.points[0], *bends, placed.points[-1]]
    fraction, point = nearest_point(line, placed.label_box.center)
    offset = f'<mxPoint {xy(placed.label_box.center, point)} as="offset"/>'
    return f'<mxGeometry x="{2 * fraction - 1:.5f}" relative="1" as="geometry">{array}{offset}</mxGeometry>'


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
    return vertex(id, html_text(entry.line.text), style, entry.sample, "")


def _sample(drawing: _Drawing, entry: LegendEntry) -> Style:
    theme = drawing.theme
    if entry.what == "edge":
        dash = EDGE_KINDS[entry.key].dash
        line = {"shape": "line", "strokeColor": theme.kinds[entry.key], "strokeWidth": 1.6}
        return {**line, **({"dashed": 1, "dashPattern": dash} if dash else {})}
    box = {"rounded": 1, "strokeColor": theme.card_border}
    if entry.what == "status":
        border = {key: value for key, value in _status_style(entry.key).items() if key != "fontStyle"}
        return {**box, **border, **({"strokeColor": theme.new} if entry.key == "new" else {})}
    color = drawing.arch.styles[entry.key].color
    return {**box, **({"strokeColor": to_hex(color)} if color else {})}


def _relative_box(drawing: _Drawing, placed: PlacedNode | PlacedCluster) -> Box:
    """Return a box in the coordinates of its cluster."""
    item = drawing.arch.nodes.get(placed.id) or drawing.arch.clusters[placed.id]
    x, y = drawing.origin(item.cluster)
    return placed.box.moved(-x, -y)


def _icon(item: Node | ClusterData, owner: str) -> EmbeddedIcon | None:
    if item.icon:
        return icons.of_file(item.icon, owner)
    return icons.of_technology(item.technology) if item.technology else None
