"""Name the CSS classes of tags and colors, for drawing and for the style sheet."""

from __future__ import annotations

import re

from mlarch.model import ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex

__all__ = ["color_class", "item_classes", "tag_class"]


def item_classes(item: Node | ClusterData | EdgeData) -> str:
    """Return the classes of an item's tags and own color, each after a space."""
    tags = "".join(f" {tag_class(tag)}" for tag in item.tags)
    return tags + (f" {color_class(item.color)}" if item.color else "")


def color_class(color: str) -> str:
    """Return the class of items with an own color.

    >>> color_class("teal")
    'color-008080'
    """
    return f"color-{to_hex(color)[1:]}"


def tag_class(tag: str) -> str:
    """Return the class of items with a tag.

    >>> tag_class("pii: EU")
    'tag-pii_3a_20EU'
    """
    return "tag-" + re.sub(r"[^A-Za-z0-9_-]", lambda match: f"_{ord(match[0]):x}", tag)
