"""Choose the legend's entries and place them below the drawing.

The wording of edge kinds is in `mlarch.model.edge_kinds`; `mlarch.drawing.legend` draws the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlarch.layout.positioned import Box, LegendEntry, TextLine
from mlarch.layout.text_measure import room, wrap
from mlarch.model import Architecture, ClusterData, Node
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.vocabulary import STATUS_TEXTS

__all__ = ["LegendItem", "legend_items", "place_legend"]

_SAMPLE_WIDTH, _SAMPLE_GAP = 34.0, 8.0
_ENTRY_GAP, _ROW_HEIGHT = 18.0, 20.0


@dataclass(frozen=True)
class LegendItem:
    """One explained look; the fields are those of `LegendEntry` without a position."""

    what: str
    key: str
    text: str
    shape: str


def legend_items(arch: Architecture) -> tuple[LegendItem, ...]:
    """Return the edge kinds, statuses and tags in use, in the order of the legend.

    Edge kinds are left out if there is only one.
    """
    used = {edge.kind for edge in arch.edges.values()}
    kinds = [
        LegendItem("edge", name, kind.legend, "line") for name, kind in EDGE_KINDS.items() if name in used
    ]
    return (*(kinds if len(kinds) > 1 else ()), *_statuses(arch), *_tags(arch))


def _statuses(arch: Architecture) -> Iterator[LegendItem]:
    of_nodes = {node.status for node in arch.nodes.values()}
    of_edges = {edge.status for edge in arch.edges.values()}
    for status, text in STATUS_TEXTS.items():
        if text and status in of_nodes | of_edges:
            yield LegendItem("status", status, text, "box" if status in of_nodes else "line")


def _tags(arch: Architecture) -> Iterator[LegendItem]:
    boxes: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    of_boxes = {tag for box in boxes for tag in box.tags}
    of_edges = {tag for edge in arch.edges.values() for tag in edge.tags}
    for tag, style in arch.styles.items():
        if tag in of_boxes | of_edges:
            yield LegendItem("tag", tag, style.legend or tag, "box" if tag in of_boxes else "line")


def place_legend(items: Sequence[LegendItem], width: float) -> tuple[tuple[LegendEntry, ...], float]:
    """Return the entries in rows of at most `width` px, and the height in px."""
    entries: list[LegendEntry] = []
    indent = _SAMPLE_WIDTH + _SAMPLE_GAP
    x, y = 0.0, 0.0
    for item in items:
        text = next(iter(wrap(item.text, "legend", width - indent, 1)), "")
        text_width = room(text, "legend", 1.0)
        if x and x + indent + text_width > width:
            x, y = 0.0, y + _ROW_HEIGHT
        sample = Box(x, y + 3, _SAMPLE_WIDTH, 14.0)
        start = x + indent
        line = TextLine(text, start, y + 14.0, "legend", Box(start, y + 2, text_width, 16.0), "start")
        entries.append(LegendEntry(item.what, item.key, sample, line, item.shape))
        x = start + text_width + _ENTRY_GAP
    return tuple(entries), y + _ROW_HEIGHT if entries else 0.0
