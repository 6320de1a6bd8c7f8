"""Measure text with tables of advance widths, so that layout needs no fonts."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from types import MappingProxyType

__all__ = ["FONTS", "STYLES", "TextStyle", "room", "text_width", "wrap"]

FONTS = ("inter", "arial", "dejavu")


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

# Advance in thousandths of an em of what no table holds: full-width scripts, emoji, the rest.
_WIDE, _EMOJI, _OTHER = 1000, 1350, 700
_NARROWEST_EMOJI = 0x1F000
_ELLIPSIS = "\u2026"
_TELLING = 500  # characters, some lines of most scripts
_WORD = re.compile(r"\S+")


@functools.cache
def _table(face: str) -> dict[int, int]:
    runs = _tables()[face]
    return {int(start) + i: width for start, run in runs.items() for i, width in enumerate(run)}


@functools.cache
def _tables() -> dict[str, dict[str, list[int]]]:
    text = (files("mlarch.layout") / "font_widths.json").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[int]]] = json.loads(text)
    return tables


def _advance(character: str) -> int:
    """Return the advance of a character that no table holds."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc"):
        return 0
    if ord(character) >= _NARROWEST_EMOJI:
        return _EMOJI
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


@functools.lru_cache(maxsize=20_000)
def text_width(text: str, style: str, font: str = "inter") -> float:
    """Return the width of one line in px, in `inter`, `arial` (Liberation Sans) or `dejavu`.

    Kerning is left out: it makes text narrower, so the result is an upper bound.

    >>> round(text_width("Load balancer", "label"))
    89
    """
    shape = STYLES[style]
    table = _table(f"{font}-{shape.weight}")
    total = sum(table[ord(c)] if ord(c) in table else _advance(c) for c in text)
    return total * shape.size / 1000


@functools.lru_cache(maxsize=20_000)
def room(text: str, style: str, padding: float = 0.0) -> float:
    """Return the width in px that holds `text` with `padding` on both sides in Inter and in Arial.

    DejaVu Sans, much wider and seldom met, fits too, at the cost of the padding.
    """
    wide = max(text_width(text, style, "inter"), text_width(text, style, "arial"))
    return max(wide + 2 * padding, text_width(text, style, "dejavu") + 2)


def wrap(text: str, style: str, width: float, lines: int) -> tuple[str, ...]:
    """Return `text` in at most `lines` lines of at most `width` px each, cut with an ellipsis.

    Newlines in `text` are kept; a word wider than a line is broken.

    >>> wrap("Container Registry of the team", "label", 150, 2)
    ('Container Registry', 'of the team')
    """
    every = (line for part in text.rstrip().splitlines() for line in _wrap_line(part, style, width))
    wrapped = [*islice(every, lines + 1)]  # of a book no more than that is looked at
    if len(wrapped) <= lines:
        return tuple(wrapped)
    return (*wrapped[: lines - 1], _cut(wrapped[lines - 1], style, width))


def _wrap_line(text: str, style: str, width: float) -> Iterator[str]:
    line = ""
    for found in _WORD.finditer(text):
        word = found[0]
        joined = f"{line} {word}" if line else word
        if _fits(joined, style, width):
            line = joined
            continue
        if line:
            yield line
        pieces = _break_word(word, style, width)
        line = next(pieces)
        for piece in pieces:
            yield line
            line = piece
    yield line


def _break_word(word: str, style: str, width: float) -> Iterator[str]:
    while not _fits(word, style, width) and len(word) > 1:
        end = _break_after_mark(word, max(1, min(_longest(word, style, width), len(word) - 1)))
        yield word[:end]
        word = word[end:]
    yield word


def _longest(text: str, style: str, width: float, after: str = "") -> int:
    """Return how many characters of a text fit on one line, with what is to come after them."""
    most = 16
    while most < len(text) and room(text[:most], style) <= width:
        most *= 2
    ends = range(min(most, len(text)) + 1)
    return max(0, bisect_right(ends, width, key=lambda end: room(text[:end].rstrip() + after, style)) - 1)


def _fits(text: str, style: str, width: float) -> bool:
    """Say whether one line holds a text, of which most often the beginning tells."""
    return room(text[:_TELLING], style) <= width and (len(text) <= _TELLING or room(text, style) <= width)


def _break_after_mark(word: str, end: int) -> int:
    """Return a break not after `end`, behind a hyphen, slash or dot where one stands near."""
    marked = max(word.rfind(mark, 0, end) + 1 for mark in "-/._")
    return marked if marked * 2 > end else end


def _cut(text: str, style: str, width: float) -> str:
    return text[: _longest(text, style, width, _ELLIPSIS)].rstrip() + _ELLIPSIS
