"""Convert keywords and Graphviz attributes to fields of nodes, clusters and edges."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mlarch.model import EDGE_STYLES
from mlarch.recording.keywords import OWN
from mlarch.recording.x11_colors import to_color

__all__ = [
    "EFFECTIVE",
    "SHAPES",
    "arrow",
    "cluster_fields",
    "edge_fields",
    "is_invisible",
    "node_fields",
    "shape_fields",
    "text",
]

_HTML_TAG = re.compile(r"</?(?:table|tr|td|font|img|[ibuos]|sub|sup|hr|vr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*[^<>]*/?>", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|mailto:\S+")
_NO_COLOR = ("", "none", "transparent", "invis")
_LINKS = ("URL", "href", "edgeURL", "edgehref", "labelURL", "labelhref")
_TOOLTIPS = ("tooltip", "edgetooltip", "labeltooltip")
_CLUSTER_COLORS = ("pencolor", "color", "bgcolor", "fillcolor")
_BOLD_WIDTH = 2.0  # points of `penwidth`

SHAPES: Mapping[str, Mapping[str, str]] = {
    "box3d": {"technology": "mlarch.nodes.Server"},
    "component": {"technology": "mlarch.nodes.Application"},
    "cylinder": {"technology": "mlarch.nodes.Database"},
    "diamond": {"technology": "mlarch.nodes.Question", "role": "question"},
    "folder": {"technology": "mlarch.nodes.ObjectStore"},
}
"""The fields of a node without an icon, by its Graphviz shape."""

_COMMON = {"URL", "href", "label", "style", "target", "tooltip"}
EFFECTIVE: Mapping[str, frozenset[str]] = {
    "graph": frozenset({"compound", "label", "rankdir"}),
    "node": OWN["node"] | _COMMON | {"fillcolor", "image", "penwidth", "xlabel"},
    "cluster": OWN["cluster"] | _COMMON | {*_CLUSTER_COLORS},
    "edge": OWN["edge"]
    | _COMMON
    | {*_LINKS, *_TOOLTIPS, "arrowhead", "arrowtail", "dir", "headlabel", "lhead", "ltail", "penwidth"}
    | {"taillabel", "xlabel"},
}
"""The attributes that change a picture, by element; of a node also `shape`, if it is in `SHAPES`."""

# Converted by the modules that know the rest of the drawing.
_CONVERTED_ELSEWHERE = {"direction", "icon", "id", "technology"}


def text(label: object) -> str:
    r"""Return a label as plain text, without HTML markup and padding.

    >>> text("<<b>Web</b><br/>tier &amp; cache>"), text("<not html>"), text("left\\ljustified\\l")
    ('Web\ntier & cache', '<not html>', 'left\njustified')
    """
    words = "" if label is None else str(label)
    if type(label).__name__ == "NoHtml":  # graphviz.escape(...)
        words = words.replace("\\\\", "\\").replace("&amp;", "&")
        return _stripped(words)
    inner = words[1:-1]
    if words.startswith("<") and words.endswith(">") and (_HTML_TAG.search(inner) or _BREAK.search(inner)):
        words = html.unescape(_HTML_TAG.sub("", _BREAK.sub("\n", inner)))
    if words.endswith(("\\l", "\\r")):
        words = re.sub(r"\\[lrn]", "\n", words)
    return _stripped(words)


def node_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of a node; attributes that only Graphviz uses are left out."""
    color = _color(attrs, ("color", "fillcolor") if lenient else ("color",), lenient)
    fields = _fields("node", attrs)
    fields["description"] = fields["description"] or text(attrs.get("xlabel"))
    return _without_empty({**fields, "color": color})


def shape_fields(attrs: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that the Graphviz shape gives to a node without an icon.

    >>> shape_fields({"shape": "cylinder"}), shape_fields({"shape": "egg"})
    ({'technology': 'mlarch.nodes.Database'}, {})
    """
    return dict(SHAPES.get(str(attrs.get("shape", "")).lower(), {}))


def cluster_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of a cluster from its `graph_attr`; white is no color."""
    color = _color(attrs, _CLUSTER_COLORS, lenient)
    color = "" if color in ("white", "#ffffff") else color
    return _without_empty({**_fields("cluster", attrs), "color": color})


def edge_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of an edge without its ends and arrow."""
    color = _color(attrs, ("color",), lenient)
    style = _style(attrs, lenient) or ("bold" if _width(attrs) >= _BOLD_WIDTH else "")
    fields = {**_fields("edge", attrs), "label": _edge_label(attrs), "color": color, "style": style}
    return _without_empty(fields)


def arrow(attrs: Mapping[str, Any], *, forward: bool, reverse: bool) -> str:
    """Return the ends with a head; an edge that only points back is recorded reversed.

    >>> arrow({}, forward=True, reverse=False), arrow({"arrowhead": "none"}, forward=True, reverse=True)
    ('forward', 'back')
    """
    head = forward and str(attrs.get("arrowhead", "")).lower() != "none"
    tail = reverse and str(attrs.get("arrowtail", "")).lower() != "none"
    if reverse and not forward:
        head, tail = tail, head
    return {(True, False): "forward", (False, True): "back", (True, True): "both"}.get((head, tail), "none")


def is_invisible(attrs: Mapping[str, Any]) -> bool:
    """Return True if the style hides the element, which scripts use as a spacer."""
    return any(word.startswith("invis") for word in _style_words(attrs.get("style")))


def _stripped(words: str) -> str:
    return "\n".join(line.strip() for line in words.strip().splitlines())


def _fields(element: str, attrs: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: attrs[name] for name in OWN[element] - _CONVERTED_ELSEWHERE if name in attrs}
    fields["description"] = text(attrs.get("description") or _first(attrs, _TOOLTIPS))
    fields["link"] = attrs.get("link") or _link(attrs)
    return {**fields, "tags": _tags(attrs.get("tags", ()))}


def _edge_label(attrs: Mapping[str, Any]) -> str:
    """Join the labels along an edge, from its tail to its head."""
    middle = attrs.get("label") or attrs.get("xlabel")
    labels = [text(label) for label in (attrs.get("taillabel"), middle, attrs.get("headlabel"))]
    return "\n".join(dict.fromkeys(filter(None, labels)))


def _width(attrs: Mapping[str, Any]) -> float:
    try:
        return float(attrs.get("penwidth") or 1)
    except ValueError:
        return 1.0


def _link(attrs: Mapping[str, Any]) -> str:
    address = _first(attrs, _LINKS)
    return address if _LINK.fullmatch(str(address)) else ""


def _first(attrs: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((attrs[name] for name in names if attrs.get(name)), "")


def _tags(tags: object) -> tuple[str, ...]:
    several = tags if isinstance(tags, Iterable) and not isinstance(tags, (str, bytes)) else (tags,)
    return tuple(filter(None, map(text, several)))


def _color(attrs: Mapping[str, Any], names: Iterable[str], lenient: bool) -> str:
    color = str(_first(attrs, names))
    if color.lower() in _NO_COLOR:
        return ""
    return to_color(color) or ("" if lenient else color)


def _style(attrs: Mapping[str, Any], lenient: bool) -> str:
    words = _style_words(attrs.get("style"))
    known = [word for word in words if word in EDGE_STYLES]
    return known[0] if known else "" if lenient else ",".join(words)


def _style_words(style: object) -> list[str]:
    return [word.strip() for word in str(style or "").split(",") if word.strip()]


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", ())}
