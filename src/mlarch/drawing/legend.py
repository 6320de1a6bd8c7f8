"""Draw the legend; its entries are chosen and placed in `mlarch.layout.legend`."""

from __future__ import annotations

from mlarch.drawing.css_classes import tag_class
from mlarch.drawing.edges import arrow
from mlarch.drawing.labels import text_line
from mlarch.drawing.picture import DrawnPicture
from mlarch.drawing.shapes import marked_disc, rect
from mlarch.layout.positioned import Box, LegendEntry
from mlarch.model import Architecture

__all__ = ["draw_legend"]


def draw_legend(picture: DrawnPicture) -> str:
    """Return the group of the legend."""
    entries = "".join(_entry(entry, picture.arch) for entry in picture.layout.legend)
    return f'<g class="legend">{entries}</g>'


def _entry(entry: LegendEntry, arch: Architecture) -> str:
    sample, text = _sample(entry, arch), text_line(entry.line, "legend-text")
    return f'<g class="{_classes(entry, arch)}">{sample}{text}</g>'


def _sample(entry: LegendEntry, arch: Architecture) -> str:
    """Return the mark of a tag, else a line or a box in the look that is explained."""
    box = entry.sample
    style = arch.styles[entry.key] if entry.what == "tag" else None
    if style and style.mark:
        return marked_disc(style.mark, Box(box.center[0] - 9, box.y - 2, 18, 18))
    if entry.shape == "line":
        y = box.y + box.height / 2
        return arrow((box.x, y), (box.right, y), bold=style is not None and style.style == "bold")
    return rect(Box(box.center[0] - 10, box.y, 20, box.height), "box", 4)


def _classes(entry: LegendEntry, arch: Architecture) -> str:
    if entry.what == "edge":
        return f"kind-{entry.key}{_common_style(entry.key, arch)}"
    return tag_class(entry.key) if entry.what == "tag" else f"status-{entry.key}"


def _common_style(kind: str, arch: Architecture) -> str:
    """Return the class of the style common to all edges of a kind, if any."""
    styles = {edge.style for edge in arch.edges.values() if edge.kind == kind}
    return f" style-{styles.pop()}" if len(styles) == 1 and styles != {""} else ""
