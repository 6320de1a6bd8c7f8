"""Measure and wrap text by tables of character widths, without fonts."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice

from mlarch.layout.fonts import STYLES

__all__ = ["room", "text_width", "wrap"]

# Widths in thousandths of an em of characters in no table: full-width scripts, emoji, all others.
_WIDE, _EMOJI, _OTHER = 1000, 1350, 700
_FIRST_EMOJI = 0x1F000
_ELLIPSIS = "\u2026"
# Characters that are measured first: if these do not fit on a line, a longer text does not.
_PREFIX = 500
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


def _untabled_width(character: str) -> int:
    """Return the width of a character that is in no table."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc"):
        return 0
    if ord(character) >= _FIRST_EMOJI:
        return _EMOJI
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER


@functools.lru_cache(maxsize=20_000)
def text_width(text: str, style: str, font: str = "inter") -> float:
    """Return the width of one line in px, for a style and one of `FONTS`.

    Kerning is ignored. It makes text narrower, so the result is an upper bound.

    >>> round(text_width("Load balancer", "label"))
    89
    """
    shape = STYLES[style]
    table = _table(f"{font}-{shape.weight}")
    total = sum(table[ord(c)] if ord(c) in table else _untabled_width(c) for c in text)
    return total * shape.size / 1000


@functools.lru_cache(maxsize=20_000)
def room(text: str, style: str, padding: float = 0.0) -> float:
    """Return the width in px of `text` with `padding` in Inter and Arial.

    DejaVu Sans, which is much wider and rarely seen, fits as well, without the padding.
    """
    width = max(text_width(text, style, "inter"), text_width(text, style, "arial"))
    return max(width + 2 * padding, text_width(text, style, "dejavu") + 2)


def wrap(text: str, style: str, width: float, lines: int) -> tuple[str, ...]:
    """Return `text` in at most `lines` lines of at most `width` px.

    A longer text ends in an ellipsis. Newlines are kept. A word that is wider than a line is broken.

    >>> wrap("Container Registry of the team", "label", 150, 2)
    ('Container Registry', 'of the team')
    """
    unlimited = (line for part in text.rstrip().splitlines() for line in _wrap_line(part, style, width))
    wrapped = [*islice(unlimited, lines + 1)]
    if len(wrapped) <= lines:
        return tuple(wrapped)
    return (*wrapped[: lines - 1], _cut(wrapped[lines - 1], style, width))


def _wrap_line(text: str, style: str, width: float) -> Iterator[str]:
    line = ""
    for match in _WORD.finditer(text):
        word = match[0]
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


def _longest(text: str, style: str, width: float, suffix: str = "") -> int:
    """Return the number of characters that fit on one line together with `suffix`."""
    limit = 16
    while limit < len(text) and room(text[:limit], style) <= width:
        limit *= 2
    ends = range(min(limit, len(text)) + 1)
    return max(0, bisect_right(ends, width, key=lambda end: room(text[:end].rstrip() + suffix, style)) - 1)


def _fits(text: str, style: str, width: float) -> bool:
    """Return True if a text fits on one line."""
    return room(text[:_PREFIX], style) <= width and (len(text) <= _PREFIX or room(text, style) <= width)


def _break_after_mark(word: str, end: int) -> int:
    """Return a break at or before `end`, after a mark if one is near."""
    after_mark = max(word.rfind(mark, 0, end) + 1 for mark in "-/._")
    return after_mark if after_mark * 2 > end else end


def _cut(text: str, style: str, width: float) -> str:
    return text[: _longest(text, style, width, _ELLIPSIS)].rstrip() + _ELLIPSIS
