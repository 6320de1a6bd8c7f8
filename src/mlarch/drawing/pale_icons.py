"""Detect palette PNG icons that would be invisible on a light card."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from mlarch.model.formats import PNG_SIGNATURE

__all__ = ["is_pale"]

# A color is white if its darkest channel is at least this, and visible if its opacity is.
_LEAST_CHANNEL, _LEAST_OPACITY = 206, 96
# An icon is pale if at least this share of its visible pixels is white, and if white pixels border on
# transparent ones this much more often than on colored ones: a white sign on a colored ground is fine.
_LEAST_SHARE, _LEAST_RATIO = 0.25, 1.6
_CLEAR, _WHITE, _COLOR = 0, 1, 2
_PALETTE, _BYTE = 3, 8


def is_pale(png: bytes) -> bool:
    """Return True if much of a palette PNG is white on transparent.

    Chunks and colors as in the PNG specification, sections 5.3, 11.2 and 11.3.2.
    """
    if not png.startswith(PNG_SIGNATURE):
        return False
    width, _, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    if (depth, color, interlaced) != (_BYTE, _PALETTE, 0):
        return False
    chunks: dict[bytes, bytes] = {}
    for name, data in _chunks(png):
        chunks[name] = chunks.get(name, b"") + data
    kinds = _kinds(chunks[b"PLTE"], chunks.get(b"tRNS", b""))
    if _WHITE not in kinds:
        return False
    rows = zlib.decompress(chunks[b"IDAT"])
    if any(rows[:: width + 1]):
        return False  # Filtered rows, which our own palette PNGs do not have.
    pixels = b"".join(rows[at + 1 : at + 1 + width] for at in range(0, len(rows), width + 1))
    pixel_kinds = pixels.translate(kinds)
    white, colored = pixel_kinds.count(_WHITE), pixel_kinds.count(_COLOR)
    return white > _LEAST_SHARE * (white + colored) and _borders_on_clear(pixel_kinds, width)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += 12 + size


def _kinds(palette: bytes, opacity: bytes) -> bytes:
    """Return the kind (clear, white, color) of each color of a palette, padded to 256."""
    opacity = opacity.ljust(256, b"\xff")
    colors = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    kinds = [
        _CLEAR if opacity[number] < _LEAST_OPACITY else _WHITE if min(color) >= _LEAST_CHANNEL else _COLOR
        for number, color in enumerate(colors)
    ]
    return bytes(kinds).ljust(256, bytes([_CLEAR]))


def _borders_on_clear(kinds: bytes, width: int) -> bool:
    """Return True if white pixels border on clear pixels rather than on colored ones."""
    clear = colored = 0
    row = bytes(width)
    padded = row + kinds + row
    for at in range(width, len(padded) - width):
        if padded[at] == _WHITE:
            neighbors = (padded[at - width], padded[at + width], padded[at - 1], padded[at + 1])
            clear += _CLEAR in neighbors
            colored += _COLOR in neighbors
    return clear > _LEAST_RATIO * colored
