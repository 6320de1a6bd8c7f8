"""Read the attributes that scripts give to Graphviz as fields of nodes, clusters and edges."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mlarch.model import EDGE_STYLES
from mlarch.recording.x11_colors import to_color

__all__ = ["arrow", "cluster_fields", "edge_fields", "is_invisible", "node_fields", "shaped", "text"]

_HTML_TAG = re.compile(r"</?(?:table|tr|td|font|img|[ibuos]|sub|sup|hr|vr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*[^<>]*/?>", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|mailto:\S+")
_NO_COLOR = ("", "none", "transparent", "invis")
_FACTS = ("description", "link", "status", "kind", "role")
_LINKS = ("URL", "href", "edgeURL", "edgehref", "labelURL", "labelhref")
_TOOLTIPS = ("tooltip", "edgetooltip", "labeltooltip")
_BOLD = 2.0  # points of `penwidth`
_SHAPES = {
    "box3d": {"technology": "mlarch.nodes.Server"},
    "component": {"technology": "mlarch.nodes.Application"},
    "cylinder": {"technology": "mlarch.nodes.Database"},
    "diamond": {"technology": "mlarch.nodes.Question", "role": "question"},
    "folder": {"technology": "mlarch.nodes.ObjectStore"},
}


def text(label: object) -> str:
    r"""Return a label as plain text: HTML labels of Graphviz lose their markup, padding its blank lines.

    >>> text("<<b>Web</b><br/>tier &amp; cache>"), text("<not html>"), text("left\\ljustified\\l")
    ('Web\ntier & cache', '<not html>', 'left\njustified')
    """
    words = "" if label is None else str(label)
    if type(label).__name__ == "NoHtml":  # graphviz.escape(...)
        words = words.replace("\\\\", "\\").replace("&amp;", "&")
        return "\n".join(line.strip() for line in words.strip().splitlines())
    inner = words[1:-1]
    if words.startswith("<") and words.endswith(">") and (_HTML_TAG.search(inner) or _BREAK.search(inner)):
        words = html.unescape(_HTML_TAG.sub("", _BREAK.sub("\n", inner)))
    if words.endswith(("\\l", "\\r")):
        words = re.sub(r"\\[lrn]", "\n", words)
    return "\n".join(line.strip() for line in words.strip().splitlines())


def node_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of a node; what is only for Graphviz is left out."""
    color = _color(attrs, ("color", "fillcolor") if lenient else ("color",), lenient)
    facts = _facts(attrs)
    facts["description"] = facts["description"] or text(attrs.get("xlabel"))
    return _said({**facts, "color": color, "replicas": attrs.get("replicas", 1)})


def shaped(attrs: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a node without a picture that a shape of Graphviz stands for.

    >>> shaped({"shape": "cylinder"}), shaped({"shape": "egg"})
    ({'technology': 'mlarch.nodes.Database'}, {})
    """
    return dict(_SHAPES.get(str(attrs.get("shape", "")).lower(), {}))


def cluster_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of a cluster from its `graph_attr`; a white box has no color of its own."""
    color = _color(attrs, ("pencolor", "color", "bgcolor", "fillcolor"), lenient)
    return _said({**_facts(attrs), "color": "" if color in ("white", "#ffffff") else color})


def edge_fields(attrs: Mapping[str, Any], *, lenient: bool) -> dict[str, Any]:
    """Return the fields of an edge but for its ends and arrow."""
    color = _color(attrs, ("color",), lenient)
    style = _style(attrs, lenient) or ("bold" if _width(attrs) >= _BOLD else "")
    return _said({**_facts(attrs), "label": _edge_label(attrs), "color": color, "style": style})


def _edge_label(attrs: Mapping[str, Any]) -> str:
    """Return all that is written along an edge, from its tail to its head."""
    middle = attrs.get("label") or attrs.get("xlabel")
    texts = [text(label) for label in (attrs.get("taillabel"), middle, attrs.get("headlabel"))]
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _width(attrs: Mapping[str, Any]) -> float:
    try:
        return float(attrs.get("penwidth") or 1)
    except ValueError:
        return 1.0


def arrow(attrs: Mapping[str, Any], *, forward: bool, reverse: bool) -> str:
    """Return which ends of an edge have a head; one that points back alone was turned around.

    >>> arrow({}, forward=True, reverse=False), arrow({"arrowhead": "none"}, forward=True, reverse=True)
    ('forward', 'back')
    """
    head = forward and str(attrs.get("arrowhead", "")).lower() != "none"
    tail = reverse and str(attrs.get("arrowtail", "")).lower() != "none"
    if reverse and not forward:
        head, tail = tail, head
    return {(True, False): "forward", (False, True): "back", (True, True): "both"}.get((head, tail), "none")


def is_invisible(attrs: Mapping[str, Any]) -> bool:
    """Say whether the style keeps it out of the picture: scripts push things around with these."""
    return any(word.startswith("invis") for word in _words(attrs.get("style")))


def _facts(attrs: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: attrs.get(name, "") for name in _FACTS}
    facts["description"] = text(facts["description"] or _first(attrs, _TOOLTIPS))
    facts["link"] = facts["link"] or _link(attrs)
    return {**facts, "tags": _tags(attrs.get("tags", ()))}


def _link(attrs: Mapping[str, Any]) -> str:
    given = _first(attrs, _LINKS)
    return given if _LINK.fullmatch(str(given)) else ""


def _first(attrs: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((attrs[name] for name in names if attrs.get(name)), "")


def _tags(tags: object) -> tuple[str, ...]:
    given = tags if isinstance(tags, Iterable) and not isinstance(tags, (str, bytes)) else (tags,)
    return tuple(tag for tag in map(text, given) if tag)


def _color(attrs: Mapping[str, Any], names: Iterable[str], lenient: bool) -> str:
    given = str(_first(attrs, names))
    if given.lower() in _NO_COLOR:
        return ""
    return to_color(given) or ("" if lenient else given)


def _style(attrs: Mapping[str, Any], lenient: bool) -> str:
    words = _words(attrs.get("style"))
    known = [word for word in words if word in EDGE_STYLES]
    return known[0] if known else "" if lenient else ",".join(words)


def _words(style: object) -> list[str]:
    return [word.strip() for word in str(style or "").split(",") if word.strip()]


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", ())}
