"""Subset the Inter font for embedding in a PDF."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["inter_subset", "is_inter"]

_LATIN = "".join(map(chr, range(0x20, 0x180)))


def is_inter(text: str) -> bool:
    """Whether Inter has a glyph for each character of a text."""
    return all(ord(character) in _characters() for character in text)


def inter_subset(weight: int, text: str) -> bytes:
    """Return Inter in one weight, with the glyphs of Latin and of `text`.

    The whole font would take seconds.
    """
    return _subset(weight, "".join(sorted({*text} - {*_LATIN})))


@lru_cache(maxsize=16)
def _subset(weight: int, extra: str) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    inter = TTFont(_font_file(), lazy=True, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=_LATIN + extra)
    subsetter.subset(inter)
    static = instantiateVariableFont(inter, {"wght": weight, "opsz": 14})
    buffer = io.BytesIO()
    static.save(buffer)
    return buffer.getvalue()


@cache
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_font_file(), lazy=True) as inter:
        return frozenset(inter.getBestCmap())


def _font_file() -> str:
    return str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf")
