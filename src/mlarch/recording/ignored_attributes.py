"""Name what scripts tell Graphviz that means nothing in our pictures."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import diagrams

__all__ = ["say_unused", "set_by_user", "unused"]

_FACTS = {"kind", "description", "link", "status", "tags", "color", "id", "role", "replicas", "icon"}
_LINKS = {"URL", "href", "tooltip", "target"}
_USED: Mapping[str, set[str]] = {
    "graph": {"label", "rankdir", "compound"},
    "node": {*_FACTS, *_LINKS, "fillcolor", "image", "label", "penwidth", "shape", "style", "xlabel"},
    "cluster": {*_FACTS, *_LINKS, "bgcolor", "fillcolor", "label", "pencolor", "style"},
    "edge": {
        *(_FACTS | _LINKS),
        *("arrowhead", "arrowtail", "dir", "edgeURL", "edgehref", "edgetooltip", "headlabel", "label"),
        *("labelURL", "labelhref", "labeltooltip", "lhead", "ltail", "penwidth", "style", "taillabel"),
        "xlabel",
    },
}
_HINTS = {
    ("graph", "bgcolor"): "see --theme and --transparent",
    ("graph", "dpi"): "see --scale",
    ("graph", "resolution"): "see --scale",
    ("graph", "size"): "see --width and --fit",
}
# What is drawn anyway: cards are rounded and filled, lines are curves, `diagrams.c4` adds the rest.
_AS_DRAWN = {
    "graph": {("splines", "ortho"), ("splines", "spline"), ("newrank", "true")},
    "node": {("shape", "box"), ("shape", "none"), ("shape", "rect")},
    "cluster": {("margin", "16"), ("style", "dashed"), ("style", "rounded")},
    "edge": set[tuple[str, str]](),
}
_SHAPES = ("cylinder", "diamond", "folder", "component", "box3d")


def set_by_user(attributes: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that somebody gave, not `diagrams`.

    >>> set_by_user({"color": "red", "fontsize": "13"}, diagrams.Diagram._default_node_attrs)
    {'color': 'red'}
    """
    return {name: value for name, value in attributes.items() if defaults.get(name) != value}


def unused(kind: str, attributes: Mapping[str, Any]) -> Iterator[str]:
    """Yield a name for each attribute of a graph, node, cluster or edge that has no effect.

    >>> list(unused("edge", {"color": "red", "minlen": "2"}))
    ["edge attribute 'minlen' has no effect"]
    >>> list(unused("graph", {"dpi": "300"}))
    ["graph attribute 'dpi' has no effect: see --scale"]
    """
    own = set_by_user(attributes, diagrams.Edge._default_edge_attrs if kind == "edge" else {})
    for name, value in own.items():
        if not _has_effect(kind, name, str(value)):
            hint = _HINTS.get((kind, name))
            yield f"{kind} attribute '{name}' has no effect{f': {hint}' if hint else ''}"


def _has_effect(kind: str, name: str, value: str) -> bool:
    if name == "shape" and kind == "node":
        return value in _SHAPES or (name, value) in _AS_DRAWN[kind]
    return name in _USED[kind] or (name, value) in _AS_DRAWN[kind]


def say_unused(found: Iterable[Mapping[str, str]]) -> None:
    """Log each attribute without effect once, with the line it first stands on."""
    first: dict[str, str] = {}
    for places in found:
        for what, place in places.items():
            first.setdefault(what, place)
    for what, place in first.items():
        logging.getLogger(__name__).info(f"{place}: {what}")
