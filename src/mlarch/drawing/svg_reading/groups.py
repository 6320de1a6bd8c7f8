"""Find the groups of nodes, clusters and edges in a drawn SVG, and their children."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mlarch.drawing.svg_reading.paint import classes, kind

__all__ = ["GROUPS", "child", "owner"]

GROUPS = ("cluster", "edge", "node", "edge-label")
"""The classes of groups, in the order of painting."""


def child(group: Element, tag: str, name: str) -> Element | None:
    """Return the first element of a group with this tag and class, if any."""
    return next((item for item in group.iter() if kind(item) == tag and name in classes(item)), None)


def owner(group: Element | None) -> str:
    """Return the id or edge key of a group, empty for none."""
    return "" if group is None else group.get("data-edge") or group.get("data-id") or ""
