"""Define the words of documents, and the form of ids and edge keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

__all__ = [
    "ARROWS",
    "CLUSTER_KINDS",
    "DIRECTIONS",
    "EDGE_STYLES",
    "PRODUCT_STATUSES",
    "STATUSES",
    "STATUS_TEXTS",
    "THEMES",
    "VIEW_KEYS",
    "Arrow",
    "ClusterKind",
    "Direction",
    "EdgeStyle",
    "Status",
    "ThemeName",
    "default_label",
    "edge_key",
    "is_id",
    "parse_edge_key",
    "slug",
]

Arrow = Literal["forward", "back", "both", "none"]
ClusterKind = Literal[
    "provider", "region", "zone", "network", "host", "container", "process", "group", "trust-boundary"
]
Direction = Literal["LR", "RL", "TB", "BT"]
EdgeStyle = Literal["solid", "dashed", "dotted", "bold"]
Status = Literal["existing", "new", "planned", "deprecated", "external"]
ThemeName = Literal["light", "dark", "auto", "print"]

ARROWS: tuple[Arrow, ...] = get_args(Arrow)
CLUSTER_KINDS: tuple[ClusterKind, ...] = get_args(ClusterKind)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
EDGE_STYLES: tuple[EdgeStyle, ...] = get_args(EdgeStyle)
PRODUCT_STATUSES = ("original", "renamed", "ended", "extension")
"""A product as the source lists it, renamed since, ended since, or added by mlarch."""

STATUSES: tuple[Status, ...] = get_args(Status)
STATUS_TEXTS: Mapping[Status, str] = MappingProxyType(
    {
        "existing": "",
        "new": "new",
        "planned": "planned",
        "deprecated": "deprecated",
        "external": "outside our control",
    }
)
"""How legends and descriptions name a status, in the order of the legend."""

THEMES: tuple[ThemeName, ...] = get_args(ThemeName)
"""The names of the themes; `mlarch.drawing.themes` has their colors."""

VIEW_KEYS = ("only", "hide", "tag", "focus", "hops", "depth")

_ID = re.compile(r"[A-Za-z0-9._/-]{1,100}")
_EDGE_KEY = re.compile(r"\s*(\S+)\s+->\s+(\S+?)(?:\s*\[([1-9][0-9]{0,8})\])?\s*")


def is_id(text: object) -> bool:
    """Return True if `text` is an id: up to 100 letters, digits and `. _ - /`.

    >>> is_id("app-server"), is_id("app server")
    (True, False)
    """
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def slug(label: str) -> str:
    """Return `label` as an id, or '' if it has no ASCII letter or digit.

    >>> slug("Load balancer (global)")
    'load-balancer-global'
    """
    return re.sub(r"[^a-z0-9._/]+", "-", label.lower()).strip("-._/")[:90].rstrip("-._/")


def default_label(id: str) -> str:
    """Return the label of a part that has only an id.

    >>> default_label("load-balancer")
    'Load balancer'
    """
    words = re.sub(r"[-_]+", " ", id.rsplit("/", 1)[-1]).strip()
    return words[:1].upper() + words[1:]


def edge_key(source: str, target: str, number: int = 1) -> str:
    """Return the key of the `number`-th edge from `source` to `target`.

    >>> edge_key("web", "cache"), edge_key("web", "cache", 2)
    ('web -> cache', 'web -> cache [2]')
    """
    return f"{source} -> {target}" if number == 1 else f"{source} -> {target} [{number}]"


def parse_edge_key(key: str) -> tuple[str, str, int] | None:
    """Return the source, target and number of an edge key, or None if it is not one.

    >>> parse_edge_key("web -> cache [2]")
    ('web', 'cache', 2)
    """
    match = _EDGE_KEY.fullmatch(key)
    if match is None:
        return None
    return match[1], match[2], int(match[3] or 1)
