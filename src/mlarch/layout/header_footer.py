"""Place what surrounds the drawing: title and summary above, legend, notes and credit line below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlarch.layout.options import Options
from mlarch.layout.positioned import Box, LegendEntry, TextLine
from mlarch.layout.text_measure import STYLES, room, wrap
from mlarch.model import Architecture, ClusterData, Node
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = [
    "LOGO_HEIGHT",
    "LOGO_ROOM",
    "Footer",
    "Header",
    "LegendItem",
    "footer",
    "header",
    "least_width",
    "legend_items",
    "logo_box",
]

_SAMPLE, _GAP, _ROW = 34.0, 18.0, 20.0
_TITLE_LINES, _SUMMARY_LINES, _NOTE_LINES, _CREDIT_LINES = 3, 3, 12, 3
_GAPS = {"note": 8.0, "credit": 6.0}
_BETWEEN_NOTES = 5.0
# A line longer than some 120 letters loses its reader.
_COLUMNS = {"note": 760.0, "credit": 1200.0}
_STATUS_NAMES = {
    "new": "new",
    "planned": "planned",
    "deprecated": "deprecated",
    "external": "outside our control",
}


@dataclass(frozen=True)
class Header:
    """Title and summary; their top left corner is (0, 0)."""

    height: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Footer:
    """Legend, notes and credit line; their top left corner is (0, 0)."""

    height: float
    legend: tuple[LegendEntry, ...]
    lines: tuple[TextLine, ...]


LOGO_HEIGHT = 32.0
"""Height of a logo in px."""

_LOGO_WIDTH = 120.0
LOGO_ROOM = _LOGO_WIDTH + 16.0
"""Width that a logo takes from the title in px."""


def logo_box(width: float, margin: float) -> Box:
    """Return the box of the logo, in the top right corner of a picture of this width."""
    return Box(width - margin - _LOGO_WIDTH, margin, _LOGO_WIDTH, LOGO_HEIGHT)


def header(arch: Architecture, width: float) -> Header:
    """Place title and summary in `width` px."""
    title, y = _paragraph(arch.title, "title", width, 0.0, _TITLE_LINES)
    summary, y = _paragraph(
        arch.summary, "summary", width, y + (4.0 if arch.summary else 0.0), _SUMMARY_LINES
    )
    return Header(y + 18.0 if title or summary else 0.0, (*title, *summary))


def footer(arch: Architecture, width: float, options: Options) -> Footer:
    """Place the legend, the notes and the credit line in `width` px, as far as they are asked for."""
    entries, y = _legend(legend_items(arch) if options.legend else (), width)
    lines: list[TextLine] = []
    texts = [(note, "note", _NOTE_LINES) for note in (arch.notes if options.notes else ())]
    texts += [(arch.credit, "credit", _CREDIT_LINES)] if options.credit and options.title else []
    for number, (text, style, limit) in enumerate(texts):
        gap = _GAPS[style] if number == 0 or texts[number - 1][1] != style else _BETWEEN_NOTES
        placed, bottom = _paragraph(text, style, min(width, _COLUMNS[style]), y + (gap if y else 0.0), limit)
        lines, y = [*lines, *placed], bottom if placed else y
    return Footer(y + 20.0 if entries or lines else 0.0, entries, tuple(lines))


@dataclass(frozen=True)
class LegendItem:
    """What the legend explains: a sample of `what` named `key`, a "box" or a "line", and its text."""

    what: str
    key: str
    text: str
    shape: str


def legend_items(arch: Architecture) -> tuple[LegendItem, ...]:
    """Return what the legend explains: what is used, and nothing else.

    Edges of one kind alone need no explanation.
    """
    used = {edge.kind for edge in arch.edges.values()}
    kinds = [
        LegendItem("edge", name, kind.legend, "line") for name, kind in EDGE_KINDS.items() if name in used
    ]
    return (*(kinds if len(kinds) > 1 else ()), *_statuses(arch), *_tags(arch))


def _statuses(arch: Architecture) -> Iterator[LegendItem]:
    boxes = {node.status for node in arch.nodes.values()}
    lines = {edge.status for edge in arch.edges.values()}
    for key, name in _STATUS_NAMES.items():
        if key in boxes | lines:
            yield LegendItem("status", key, name, "box" if key in boxes else "line")


def _tags(arch: Architecture) -> Iterator[LegendItem]:
    parts: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
    boxes = {tag for part in parts for tag in part.tags}
    lines = {tag for edge in arch.edges.values() for tag in edge.tags}
    for tag, style in arch.styles.items():
        if tag in boxes | lines:
            yield LegendItem("tag", tag, style.legend or tag, "box" if tag in boxes else "line")


def _paragraph(
    text: str, style: str, width: float, top: float, limit: int
) -> tuple[tuple[TextLine, ...], float]:
    shape = STYLES[style]
    lines = []
    for line in wrap(text, style, width, limit):
        baseline = top + shape.leading / 2 + shape.size * 0.36
        lines.append(TextLine(line, 0.0, baseline, style, Box(0.0, top, width, shape.leading), "start"))
        top += shape.leading
    return tuple(lines), top


def _legend(items: Sequence[LegendItem], width: float) -> tuple[tuple[LegendEntry, ...], float]:
    entries: list[LegendEntry] = []
    x, y = 0.0, 0.0
    for item in items:
        text = next(iter(wrap(item.text, "legend", width - _SAMPLE - 8, 1)), "")
        wide = room(text, "legend", 1.0)
        if x and x + _SAMPLE + 8 + wide > width:
            x, y = 0.0, y + _ROW
        sample = Box(x, y + 3, _SAMPLE, 14.0)
        start = x + _SAMPLE + 8
        line = TextLine(text, start, y + 14.0, "legend", Box(start, y + 2, wide, 16.0), "start")
        entries.append(LegendEntry(item.what, item.key, sample, line, item.shape))
        x = start + wide + _GAP
    return tuple(entries), y + _ROW if entries else 0.0


def least_width(arch: Architecture) -> float:
    """Return the width in px below which title and legend would look cramped."""
    return min(380.0, room(arch.title, "title"))
