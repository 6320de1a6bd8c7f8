"""Draw a positioned layout as one self-contained SVG file.

The contract for tools: absolute coordinates and no transforms. `g.cluster`, `g.node`, `g.edge` and
`g.edge-label` have `data-` attributes. Clusters are painted first, then edges, nodes and edge labels.
Every id starts with a hash of the content, so that several pictures can share a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from mlarch.drawing import logo
from mlarch.drawing.clusters import draw_cluster
from mlarch.drawing.edges import draw_edge, draw_edge_label
from mlarch.drawing.icon_symbols import definitions
from mlarch.drawing.labels import text_line
from mlarch.drawing.legend import draw_legend
from mlarch.drawing.nodes import draw_node
from mlarch.drawing.picture import ROOT, DrawnPart, DrawnPicture, pictures
from mlarch.drawing.shapes import decimal, place
from mlarch.drawing.stylesheet import stylesheet
from mlarch.drawing.xml_text import escape
from mlarch.layout.canvas import MARGIN
from mlarch.layout.header_footer import logo_box
from mlarch.layout.options import Options
from mlarch.layout.pages import size
from mlarch.layout.positioned import Box, Layout
from mlarch.model import Architecture, description

__all__ = ["draw", "head", "parts", "whole"]


def draw(arch: Architecture, layout: Layout, options: Options, fingerprint: str) -> str:
    """Return the SVG of a layout."""
    [picture] = pictures([(arch, layout)], options)
    body = [f"<style>{stylesheet(arch, options, ROOT)}</style>", *definitions(picture)]
    body += [part.markup for part in parts(picture)]
    texts = (arch.title, description.to_paragraph(arch))
    return whole(head(texts, (layout.width, layout.height), options, fingerprint), body, options)


def head(texts: tuple[str, str], extent: tuple[float, float], options: Options, fingerprint: str) -> str:
    """Return the start of a file with title, description and size in px."""
    view = f"0 0 {decimal(extent[0])} {decimal(extent[1])}"
    width, height = map(decimal, size(options, *extent))
    title, description = texts
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="{ROOT}" '
        f'width="{width}" height="{height}" viewBox="{view}" role="img" '
        f'aria-labelledby="{ROOT}-title {ROOT}-desc">\n'
        f'<title id="{ROOT}-title">{escape(title)}</title>\n'
        f'<desc id="{ROOT}-desc">{escape(description)}</desc>\n'
        f'<metadata><fingerprint xmlns="urn:mlarch" mlarch-fingerprint="{fingerprint}"/></metadata>'
    )


def whole(start: str, body: Iterable[str], options: Options) -> str:
    """Return a file from head and body, with a hash in place of `ROOT`."""
    content = "\n".join(body)
    digest = "m" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    svg = f"{start}\n{content}\n</svg>\n".replace(ROOT, digest)
    if options.text == "text":
        return svg
    from mlarch.drawing.text_as_paths import text_as_paths

    return text_as_paths(svg)


def parts(picture: DrawnPicture) -> Iterator[DrawnPart]:
    """Yield the parts of a drawing in the order of painting."""
    arch, layout, options = picture.arch, picture.layout, picture.options
    if not options.transparent:
        canvas = place(Box(0, 0, layout.width, layout.height))
        yield DrawnPart("canvas", "", f'<rect class="canvas" {canvas}/>')
    if options.logo and options.title:
        yield DrawnPart("logo", "", _logo(picture))
    for number, line in enumerate(layout.lines):
        yield DrawnPart("line", str(number), text_line(line, line.style))
    for cluster in layout.clusters:
        yield DrawnPart("cluster", cluster.id, draw_cluster(picture, cluster, arch.clusters[cluster.id]))
    for edge in layout.edges:
        yield DrawnPart("edge", edge.id, draw_edge(picture, edge, arch.edges[edge.id]))
    for node in layout.nodes:
        yield DrawnPart("node", node.id, draw_node(picture, node, arch.nodes[node.id]))
    for edge in layout.edges:
        if edge.label_box is not None:
            markup = draw_edge_label(edge, edge.label_box, arch.edges[edge.id])
            yield DrawnPart("edge-label", edge.id, markup)
    if layout.legend:
        yield DrawnPart("legend", "", draw_legend(picture))


def _logo(picture: DrawnPicture) -> str:
    at, uri = place(logo_box(picture.layout.width, MARGIN)), logo.uri(picture.options.logo)
    return f'<image class="logo" {at} preserveAspectRatio="xMaxYMin" href="{uri}" xlink:href="{uri}"/>'
