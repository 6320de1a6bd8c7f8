"""Place title and summary above, and legend, notes and credit below."""

from __future__ import annotations

from dataclasses import dataclass

from mlarch.layout.fonts import STYLES
from mlarch.layout.legend import legend_items, place_legend
from mlarch.layout.options import Options
from mlarch.layout.positioned import Box, LegendEntry, TextLine
from mlarch.layout.text_measure import room, wrap
from mlarch.model import Architecture

__all__ = [
    "LOGO_HEIGHT",
    "LOGO_ROOM",
    "Footer",
    "Header",
    "footer",
    "header",
    "least_width",
    "logo_box",
]

_TITLE_LINES, _SUMMARY_LINES, _NOTE_LINES, _CREDIT_LINES = 3, 3, 12, 3
_GAPS = {"note": 8.0, "credit": 6.0}
_NOTE_GAP = 5.0
# Lines of more than about 120 letters are hard to read.
_COLUMNS = {"note": 760.0, "credit": 1200.0}

LOGO_HEIGHT = 32.0
"""Height of a logo in px."""

_LOGO_WIDTH = 120.0
LOGO_ROOM = _LOGO_WIDTH + 16.0
"""Width in px that the title leaves free for a logo."""


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
    """Place the chosen parts of legend, notes and credit line in `width` px."""
    entries, y = place_legend(legend_items(arch) if options.legend else (), width)
    lines: list[TextLine] = []
    texts = [(note, "note", _NOTE_LINES) for note in (arch.notes if options.notes else ())]
    texts += [(arch.credit, "credit", _CREDIT_LINES)] if options.credit and options.title else []
    for number, (text, style, limit) in enumerate(texts):
        gap = _GAPS[style] if number == 0 or texts[number - 1][1] != style else _NOTE_GAP
        placed, bottom = _paragraph(text, style, min(width, _COLUMNS[style]), y + (gap if y else 0.0), limit)
        lines, y = [*lines, *placed], bottom if placed else y
    return Footer(y + 20.0 if entries or lines else 0.0, entries, tuple(lines))


def _paragraph(
    text: str, style: str, width: float, top: float, limit: int
) -> tuple[tuple[TextLine, ...], float]:
    """Return a text in at most `limit` lines from `top` on, and its lower end."""
    shape = STYLES[style]
    lines = []
    for line in wrap(text, style, width, limit):
        baseline = top + shape.leading / 2 + shape.size * 0.36
        lines.append(TextLine(line, 0.0, baseline, style, Box(0.0, top, width, shape.leading), "start"))
        top += shape.leading
    return tuple(lines), top


def least_width(arch: Architecture) -> float:
    """Return the width in px that a picture needs for its title, at most 380."""
    return min(380.0, room(arch.title, "title"))
