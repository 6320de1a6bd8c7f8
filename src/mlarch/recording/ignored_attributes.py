"""Find and log the Graphviz attributes that have no effect on pictures."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import diagrams

from mlarch.recording.attributes import EFFECTIVE, SHAPES

__all__ = ["ignored_messages", "log_ignored", "set_by_user"]

_HINTS = {
    ("graph", "bgcolor"): "see --theme and --transparent",
    ("graph", "dpi"): "see --scale",
    ("graph", "resolution"): "see --scale",
    ("graph", "size"): "see --width and --fit",
}
# Pictures look like this already, or `diagrams.c4` sets it.
_ALREADY_TRUE = {
    "graph": {("splines", "ortho"), ("splines", "spline"), ("newrank", "true")},
    "node": {("shape", "box"), ("shape", "none"), ("shape", "rect")},
    "cluster": {("margin", "16"), ("style", "dashed"), ("style", "rounded")},
    "edge": set[tuple[str, str]](),
}


def set_by_user(attributes: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that differ from the defaults of `diagrams`.

    >>> set_by_user({"color": "red", "fontsize": "13"}, diagrams.Diagram._default_node_attrs)
    {'color': 'red'}
    """
    return {name: value for name, value in attributes.items() if defaults.get(name) != value}


def ignored_messages(element: str, attributes: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each attribute of an element that has no effect.

    >>> list(ignored_messages("edge", {"color": "red", "minlen": "2"}))
    ["edge attribute 'minlen' has no effect"]
    >>> list(ignored_messages("graph", {"dpi": "300"}))
    ["graph attribute 'dpi' has no effect: see --scale"]
    """
    defaults = diagrams.Edge._default_edge_attrs if element == "edge" else {}
    for name, value in set_by_user(attributes, defaults).items():
        if not _has_effect(element, name, str(value)):
            hint = _HINTS.get((element, name))
            yield f"{element} attribute '{name}' has no effect{f': {hint}' if hint else ''}"


def log_ignored(places: Iterable[Mapping[str, str]]) -> None:
    """Log each message once, with the first line that it is about."""
    first: dict[str, str] = {}
    for recorded in places:
        for message, place in recorded.items():
            first.setdefault(message, place)
    for message, place in first.items():
        logging.getLogger(__name__).info(f"{place}: {message}")


def _has_effect(element: str, name: str, value: str) -> bool:
    if (name, value) in _ALREADY_TRUE[element]:
        return True
    return value in SHAPES if (element, name) == ("node", "shape") else name in EFFECTIVE[element]
