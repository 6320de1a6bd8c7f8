"""Resolve the color that an author chose for a node, cluster or edge."""

from __future__ import annotations

from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex

__all__ = ["color_of"]


def color_of(arch: Architecture, item: Node | ClusterData | EdgeData) -> str:
    """Return the color of an item or its tags as `#rrggbb`, '' if it has none."""
    tag_colors = (arch.styles[tag].color for tag in item.tags if tag in arch.styles)
    color = item.color or next(filter(None, tag_colors), "")
    return to_hex(color) if color else ""
