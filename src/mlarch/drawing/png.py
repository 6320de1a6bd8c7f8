"""Rasterise SVG to PNG, scale icons, and write GIFs."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence

from mlarch.drawing.rasteriser import HELP, available, reason, version, vips
from mlarch.errors import ParameterError, RasterError
from mlarch.model.formats import PNG_SIGNATURE

__all__ = [
    "HELP",
    "available",
    "gif",
    "is_dark",
    "lean",
    "rasterise",
    "thumbnail",
    "version",
    "with_text",
]

# The widest and highest surface that Cairo can draw, in pixels.
_LARGEST = 32_767
# Slightly larger files than at level 6, in half the time.
_COMPRESSION = 3
_HEADER_CHUNK = 4 + 4 + 13 + 4

# A grey of this brightness has a contrast of 1.8 with the card of the dark theme.
_VISIBLE_GREY = 77
# A little less than half, since a black word below a bright sign has to be readable as well.
_DARK_SHARE = 0.48


def rasterise(svg: str, scale: float = 2.0) -> bytes:
    """Return an SVG as PNG, `scale` pixels per CSS pixel.

    Raises:
        ParameterError: if the scale is not a number above 0.
        RasterError: if the rasteriser is missing or fails, or if the picture is too large for it.
    """
    if not 0 < scale < math.inf:
        raise ParameterError(f"scale must be a number above 0, not {scale}")
    pyvips = vips()
    try:
        image = pyvips.Image.svgload_buffer(svg.encode(), scale=scale, unlimited=True)
        if max(image.width, image.height) > _LARGEST:
            raise RasterError(
                f"{image.width}x{image.height} pixels are more than the rasteriser draws ({_LARGEST}): "
                "choose a smaller scale, or SVG"
            )
        data: bytes = image.pngsave_buffer(compression=_COMPRESSION, keep="none")
    except pyvips.Error as error:
        raise RasterError(f"the rasteriser refused the picture: {reason(error)}") from error
    return data


def lean(data: bytes) -> bytes:
    """Return a PNG in 256 colors, less than half as large and without metadata.

    Raises:
        RasterError: if the rasteriser is missing, or `data` is not an image.
    """
    pyvips = vips()
    try:
        small: bytes = pyvips.Image.pngload_buffer(data).pngsave_buffer(
            palette=True, Q=100, dither=0, effort=1, compression=9, keep="none"
        )
    except pyvips.Error as error:
        raise RasterError(reason(error)) from error
    return small


def gif(pictures: Sequence[bytes], milliseconds: int) -> bytes:
    """Return PNGs of one size as a looping GIF, `milliseconds` per picture.

    Raises:
        RasterError: if the rasteriser is missing or fails.
    """
    pyvips = vips()
    try:
        frames = [pyvips.Image.pngload_buffer(data).flatten(background=255) for data in pictures]
        strip = pyvips.Image.arrayjoin(frames, across=1).copy()
        strip.set_type(pyvips.GValue.gint_type, "page-height", frames[0].height)
        strip.set_type(pyvips.GValue.array_int_type, "delay", [milliseconds] * len(frames))
        strip.set_type(pyvips.GValue.gint_type, "loop", 0)
        data: bytes = strip.gifsave_buffer(
            dither=0.0, effort=7, bitdepth=7, interframe_maxerror=2, keep="none"
        )
    except pyvips.Error as error:
        raise RasterError(f"the rasteriser refused the pictures: {reason(error)}") from error
    return data


def thumbnail(data: bytes, pixels: int) -> bytes:
    """Return an image as PNG, scaled down to fit a square of `pixels` a side.

    Raises:
        RasterError: if the rasteriser is missing, or `data` is not an image.
    """
    pyvips = vips()
    try:
        image = pyvips.Image.thumbnail_buffer(data, pixels, height=pixels, size="down")
        small: bytes = image.pngsave_buffer(palette=True, Q=90, effort=3, compression=9, keep="none")
    except pyvips.Error as error:
        raise RasterError(reason(error)) from error
    return small


def is_dark(data: bytes) -> bool:
    """Return True if about half of an image is hard to see on a dark card.

    Raises:
        RasterError: if the rasteriser is missing, or `data` is not an image.
    """
    pyvips = vips()
    try:
        image = pyvips.Image.thumbnail_buffer(data, 48, height=48).colourspace("srgb").copy_memory()
    except pyvips.Error as error:
        raise RasterError(reason(error)) from error
    if not image.hasalpha():
        return False
    alpha = image[image.bands - 1] / 255
    opaque = alpha.avg()
    grey = image.extract_band(0, n=3).colourspace("b-w").extract_band(0)
    dark = ((grey < _VISIBLE_GREY) / 255 * alpha).avg()
    return bool(opaque > 0 and dark / opaque > _DARK_SHARE)


def with_text(data: bytes, key: str, value: str) -> bytes:
    """Return a PNG with a text chunk after its header (PNG specification, 11.3.4.3)."""
    body = b"tEXt" + key.encode("latin-1") + b"\0" + value.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    start = len(PNG_SIGNATURE) + _HEADER_CHUNK
    return data[:start] + chunk + data[start:]
