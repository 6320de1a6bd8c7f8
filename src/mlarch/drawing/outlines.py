"""Convert text to outlines of the Inter font."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from unicodedata import normalize

from mlarch.drawing.shapes import decimal
from mlarch.errors import OutputError
from mlarch.layout.positioned import Point

__all__ = ["HELP", "outline"]

HELP = "text as paths needs fontTools: pip install 'mlarch[paths]'"

_COMMANDS = {"moveTo": "M", "lineTo": "l", "curveTo": "c", "closePath": "z", "endPath": ""}

# The tables of character widths are those of the smallest optical size.
_OPTICAL_SIZE = 14

_reading = threading.Lock()
"""fontTools reads the tables of a font on first use, and not thread-safely."""


def outline(
    words: str, x: float, y: float, size: float, weight: int, anchor: str, struck: bool
) -> str | None:
    """Return the path data of a line of text, None if a character has no outline.

    (x, y) is the anchor point on the baseline; `struck` adds a line through the text.

    Raises:
        OutputError: if fontTools is not installed.
    """
    with _reading:
        face = _face(600 if weight >= 600 else 400)
        characters = [ord(character) for character in normalize("NFC", words)]
        if not face.names.keys() >= set(characters):
            return None
        glyphs = [face.names[character] for character in characters]
        scale = size / face.units
        width = sum(face.glyphs[glyph].width for glyph in glyphs) * scale
        x -= width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        data = _strike(face, x, y, width, scale) if struck else ""
        for glyph in glyphs:
            data += _glyph(face, glyph, x, y, scale)
            x += face.glyphs[glyph].width * scale
        return data


@dataclass(frozen=True, eq=False)
class _Face:
    """Inter in one weight: glyph names by character, and glyphs by name."""

    names: Mapping[int, str]
    glyphs: Any
    units: int
    strike: tuple[float, float]


@functools.cache
def _face(weight: int) -> _Face:
    try:
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise OutputError(HELP) from error
    font = TTFont(Path(str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf")))
    return _Face(
        names={code: name for code, name in font.getBestCmap().items() if code >= 0x20},
        glyphs=font.getGlyphSet(location={"wght": weight, "opsz": _OPTICAL_SIZE}),
        units=font["head"].unitsPerEm,
        strike=(font["OS/2"].yStrikeoutPosition, font["OS/2"].yStrikeoutSize),
    )


def _glyph(face: _Face, name: str, x: float, y: float, scale: float) -> str:
    """Return the path data of a glyph, with relative coordinates."""
    data, last, current = "", "", (0, 0)
    for command, points in _contours(face, name):
        hundredths = [(round(100 * (x + scale * px)), round(100 * (y - scale * py))) for px, py in points]
        origin = (0, 0) if command == "M" else current
        offsets = [to - start for point in hundredths for to, start in zip(point, origin, strict=True)]
        data += _command_text(command if command != last else "", offsets)
        last, current = command, hundredths[-1] if hundredths else current
    return data


def _command_text(command: str, hundredths: Iterable[int]) -> str:
    """Return a path command with its numbers, as short as possible.

    >>> _command_text("l", (150, -20, 5, 70))
    'l1.5-.2 .05 .7'
    """
    text = command
    for part in map(_short, hundredths):
        text += part if part.startswith("-") or text == command != "" else f" {part}"
    return text


def _short(hundredths: int) -> str:
    text = f"{abs(hundredths) / 100:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
    return f"-{text}" if hundredths < 0 else text


@functools.cache
def _contours(face: _Face, name: str) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Return the commands M, l, q, c and z of a glyph with points in font units."""
    from fontTools.pens.basePen import decomposeQuadraticSegment
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(face.glyphs)
    face.glyphs[name].draw(pen)
    contours: list[tuple[str, tuple[Point, ...]]] = []
    for operator, points in pen.value:
        if operator == "qCurveTo":
            contours += [("q", tuple(piece)) for piece in decomposeQuadraticSegment(points)]
        else:
            contours.append((_COMMANDS[operator], points))
    return tuple(contours)


def _strike(face: _Face, x: float, y: float, width: float, scale: float) -> str:
    """Return the path data of a bar through a line of text."""
    position, size = face.strike
    left, top, length = decimal(x), decimal(y - position * scale), decimal(width)
    return f"M{left} {top}h{length}v{decimal(max(1.0, size * scale))}h-{length}Z"
