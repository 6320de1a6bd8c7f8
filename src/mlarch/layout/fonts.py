"""Set the fonts of pictures: family, and size and weight of text styles.

A changed size or weight changes the layout, since text is measured before it is placed.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FONTS", "FONT_FAMILY", "STYLES", "TextStyle"]

FONT_FAMILY = "Inter,Arial,Helvetica,sans-serif"
"""The CSS `font-family` of every text."""

FONTS = ("inter", "arial", "dejavu")
"""The fonts with a table of widths: Inter, Liberation Sans (as wide as Arial) and DejaVu Sans."""


@dataclass(frozen=True)
class TextStyle:
    """Size in px, weight (400 or 600) and distance between baselines in px."""

    size: float
    weight: int
    leading: float


STYLES = MappingProxyType(
    {
        "title": TextStyle(20, 600, 26),
        "summary": TextStyle(13, 400, 19),
        "label": TextStyle(13, 600, 17),
        "second": TextStyle(11, 400, 15),
        "cluster": TextStyle(12, 600, 16),
        "edge": TextStyle(11, 400, 14),
        "badge": TextStyle(10, 600, 12),
        "legend": TextStyle(11, 400, 16),
        "note": TextStyle(11, 400, 16),
        "credit": TextStyle(11, 400, 15),
    }
)
"""Text styles by name: "label" is the label of a node, "second" the line below it."""
