"""Choose what an author wants something to look like."""

from __future__ import annotations

from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import to_hex

__all__ = ["color_of"]


def color_of(arch: Architecture, item: Node | ClusterData | EdgeData) -> str:
    """Return the color of an item, its own or that of one of its tags, as `#rrggbb`; '' for none."""
    tagged = (arch.styles[tag].color for tag in item.tags if tag in arch.styles)
    chosen = item.color or next(filter(None, tagged), "")
    return to_hex(chosen) if chosen else ""
