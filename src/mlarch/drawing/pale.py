"""Say whether an icon would vanish on a light card, from the palette PNG that is embedded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

__all__ = ["is_pale"]

# A color is pale where its darkest channel is this bright, and seen where it is this opaque.
_PALE, _SEEN = 206, 96
# An icon is pale where so much of what is seen is pale, and so much more of that borders on nothing
# than on a color: a white sign on a colored ground is none.
_SHARE, _OUTSIDE = 0.25, 1.6
_CLEAR, _WHITE, _COLOR = 0, 1, 2
_PALETTE, _BYTE = 3, 8


def is_pale(png: bytes) -> bool:
    """Say whether a good part of an icon is white with nothing behind it; False for other than palette PNG.

    Chunks and colors as in the PNG specification, sections 5.3, 11.2 and 11.3.2.
    """
    if png[1:4] != b"PNG":
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
        return False  # Filtered rows, which no palette PNG of ours has.
    pixels = b"".join(rows[at + 1 : at + 1 + width] for at in range(0, len(rows), width + 1))
    drawn = pixels.translate(kinds)
    white, colored = drawn.count(_WHITE), drawn.count(_COLOR)
    return white > _SHARE * (white + colored) and _stands_alone(drawn, width)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 8 <= len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += 12 + size


def _kinds(palette: bytes, opacity: bytes) -> bytes:
    """Return for each color of a palette whether it is clear, white or a color, 256 of them."""
    opacity = opacity.ljust(256, b"\xff")
    colors = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    kinds = [
        _CLEAR if opacity[number] < _SEEN else _WHITE if min(color) >= _PALE else _COLOR
        for number, color in enumerate(colors)
    ]
    return bytes(kinds).ljust(256, bytes([_CLEAR]))


def _stands_alone(drawn: bytes, width: int) -> bool:
    """Say whether what is white borders on nothing rather than on a color."""
    clear = colored = 0
    edge = bytes(width)
    padded = edge + drawn + edge
    for at in range(width, len(padded) - width):
        if padded[at] == _WHITE:
            around = (padded[at - width], padded[at + width], padded[at - 1], padded[at + 1])
            clear += _CLEAR in around
            colored += _COLOR in around
    return clear > _OUTSIDE * colored
