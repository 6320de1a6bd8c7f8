"""Write the cells of a draw.io file as XML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.xml_text import quote
from mlarch.exporters.labels import printable
from mlarch.layout.positioned import Box, Point

__all__ = [
    "LAYER",
    "ROOT",
    "Style",
    "cell",
    "cell_id",
    "html_text",
    "image_uri",
    "number",
    "vertex",
    "xy",
]

ROOT, LAYER = "0", "1"
"""Ids of the two cells that contain all others."""

Style = Mapping[str, object]
"""Keys of a cell's style; the value of a key without one is None."""


def vertex(
    id: str, label: str, style: Style, box: Box, parent: str, data: Mapping[str, str] | None = None
) -> str:
    """Return the cell of a box; `label` is HTML."""
    size = f'width="{number(box.width)}" height="{number(box.height)}"'
    geometry = f'<mxGeometry x="{number(box.x)}" y="{number(box.y)}" {size} as="geometry"/>'
    return cell(id, label, style, 'vertex="1"', geometry, parent, data or {})


def cell(
    id: str, label: str, style: Style, role: str, geometry: str, parent: str, data: Mapping[str, str]
) -> str:
    """Return a cell, inside an object if it has data.

    `role` are the attributes of a vertex or an edge.
    """
    values = {name: text for name, text in data.items() if text}
    rest = f"style={quote(_style_text(style))} {role} parent={quote(parent or LAYER)}"
    if not values:
        return f"<mxCell id={quote(id)} value={quote(label)} {rest}>{geometry}</mxCell>"
    attributes = "".join(f" {name}={quote(text)}" for name, text in values.items())
    inner = f"<mxCell {rest}>{geometry}</mxCell>"
    return f"<object label={quote(label)}{attributes} id={quote(id)}>{inner}</object>"


def cell_id(id: str) -> str:
    """Return the cell id of a node or cluster, unlike those of root and layer."""
    return f"at {id}" if id else ""


def html_text(text: str) -> str:
    """Return a text as HTML."""
    return "<br>".join(escape(line) for line in printable(text).strip().split("\n"))


def image_uri(icon: EmbeddedIcon) -> str:
    """Return the data URI of an icon, without the semicolon that ends a style."""
    return icon.uri.replace(";base64,", ",")


def xy(point: Point, origin: Point) -> str:
    """Return the attributes of a point, relative to `origin`."""
    return f'x="{number(point[0] - origin[0])}" y="{number(point[1] - origin[1])}"'


def number(value: float) -> str:
    """Return a number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _style_text(style: Style) -> str:
    return "".join(f"{name};" if value is None else f"{name}={value};" for name, value in style.items())
