"""Rasterise: SVG to PNG, and icons to the size they are drawn at."""

from __future__ import annotations

import functools
import math
import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from mlarch.drawing.xml_text import escape
from mlarch.errors import ParameterError, RasterError
from mlarch.layout import installed

__all__ = [
    "HELP",
    "available",
    "font_version",
    "gif",
    "is_dark",
    "lean",
    "rasterise",
    "thumbnail",
    "version",
    "with_text",
]

HELP = "PNG needs libvips with librsvg: pip install pyvips pyvips-binary"

# Cairo, below librsvg, draws no surface wider or higher.
_LARGEST = 32_767
# A little larger than at 6, and half the time.
_COMPRESSION = 3
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_CHUNK = 4 + 4 + 13 + 4

# A grey as bright as this has a contrast of 1.8 with the card of the dark theme.
_SEEN = 77
# A little less than half: a black word below a bright sign is as much to read as the sign.
_MOSTLY = 0.48

_FIRST_TEXT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<text y="9" font-family="Inter" font-size="9">a</text></svg>'
)

# Whatever the system's own rules would rather have.
_OURS_FIRST = (
    '<match><test name="family"><string>Inter</string></test>'
    '<edit name="family" mode="prepend_first" binding="strong"><string>Inter</string></edit></match>'
)

_loading = threading.Lock()
"""Threads that draw side by side would see a pyvips that is half loaded."""


def available() -> bool:
    """Say whether the rasteriser can be loaded."""
    return not isinstance(_load(), Exception)


def version() -> str:
    """Return the version of libvips, empty where it cannot be loaded."""
    vips = _load()
    return "" if isinstance(vips, Exception) else ".".join(str(vips.version(i)) for i in range(3))


def font_version() -> str:
    """Return the version of the Inter that text is drawn with."""
    return installed.version("fontpkg-inter")


def rasterise(svg: str, scale: float = 2.0) -> bytes:
    """Return the SVG as PNG, `scale` pixels to a CSS pixel.

    Raises:
        ParameterError: where the scale is not a number above 0.
        RasterError: where the rasteriser is missing, refuses, or the picture is too large for it.
    """
    if not 0 < scale < math.inf:
        raise ParameterError(f"scale must be a number above 0, not {scale}")
    vips = _vips()
    try:
        image = vips.Image.svgload_buffer(svg.encode(), scale=scale, unlimited=True)
        if max(image.width, image.height) > _LARGEST:
            raise RasterError(
                f"{image.width}x{image.height} pixels are more than the rasteriser draws ({_LARGEST}): "
                "choose a smaller scale, or SVG"
            )
        data: bytes = image.pngsave_buffer(compression=_COMPRESSION, keep="none")
    except vips.Error as error:
        raise RasterError(f"the rasteriser refused the picture: {_reason(error)}") from error
    return data


def lean(data: bytes) -> bytes:
    """Return a PNG in 256 colors, less than half as large; it says nothing of what it was made from.

    Raises:
        RasterError: where the rasteriser is missing, or `data` is no picture.
    """
    vips = _vips()
    try:
        small: bytes = vips.Image.pngload_buffer(data).pngsave_buffer(
            palette=True, Q=100, dither=0, effort=1, compression=9, keep="none"
        )
    except vips.Error as error:
        raise RasterError(_reason(error)) from error
    return small


def gif(pictures: Sequence[bytes], milliseconds: int) -> bytes:
    """Return PNGs of one size as an animated GIF that repeats, each shown for so long.

    Raises:
        RasterError: where the rasteriser is missing or refuses.
    """
    vips = _vips()
    try:
        frames = [vips.Image.pngload_buffer(data).flatten(background=255) for data in pictures]
        film = vips.Image.arrayjoin(frames, across=1).copy()
        film.set_type(vips.GValue.gint_type, "page-height", frames[0].height)
        film.set_type(vips.GValue.array_int_type, "delay", [milliseconds] * len(frames))
        film.set_type(vips.GValue.gint_type, "loop", 0)
        data: bytes = film.gifsave_buffer(
            dither=0.0, effort=7, bitdepth=7, interframe_maxerror=2, keep="none"
        )
    except vips.Error as error:
        raise RasterError(f"the rasteriser refused the pictures: {_reason(error)}") from error
    return data


def thumbnail(data: bytes, pixels: int) -> bytes:
    """Return a picture as PNG that fits a square of that many pixels, never enlarged.

    Raises:
        RasterError: where `data` is no picture.
    """
    vips = _vips()
    try:
        image = vips.Image.thumbnail_buffer(data, pixels, height=pixels, size="down")
        small: bytes = image.pngsave_buffer(palette=True, Q=90, effort=3, compression=9, keep="none")
    except vips.Error as error:
        raise RasterError(_reason(error)) from error
    return small


def is_dark(data: bytes) -> bool:
    """Say whether half of what is opaque in a picture would hardly be seen on a dark card.

    Raises:
        RasterError: where `data` is no picture.
    """
    vips = _vips()
    try:
        image = vips.Image.thumbnail_buffer(data, 48, height=48).colourspace("srgb").copy_memory()
    except vips.Error as error:
        raise RasterError(_reason(error)) from error
    if not image.hasalpha():
        return False
    alpha = image[image.bands - 1] / 255
    weight = alpha.avg()
    grey = image.extract_band(0, n=3).colourspace("b-w").extract_band(0)
    unseen = ((grey < _SEEN) / 255 * alpha).avg()
    return bool(weight > 0 and unseen / weight > _MOSTLY)


def with_text(data: bytes, key: str, value: str) -> bytes:
    """Return a PNG with a text chunk added behind its header (PNG specification, 11.3.4.3)."""
    body = b"tEXt" + key.encode("latin-1") + b"\0" + value.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    start = len(_SIGNATURE) + _HEADER_CHUNK
    return data[:start] + chunk + data[start:]


def _reason(error: Exception) -> str:
    return str(getattr(error, "detail", "") or error).strip().splitlines()[-1]


def _vips() -> Any:
    vips = _load()
    if isinstance(vips, Exception):
        raise RasterError(f"{HELP} ({vips})") from vips
    return vips


def _load() -> Any:
    """Return the pyvips module, or the exception that kept it from loading."""
    with _loading:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    try:
        with _our_fonts():
            import pyvips

            # The first text makes fontconfig read what it is told, once for the life of the process.
            pyvips.Image.svgload_buffer(_FIRST_TEXT).avg()
    except Exception as error:  # a missing library shows as OSError, a broken one as anything
        return error
    pyvips.cache_set_max(0)
    return pyvips


@contextmanager
def _our_fonts() -> Iterator[None]:
    """Add our font to the system's for what is loaded inside; processes started later see nothing of it."""
    import tempfile

    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="mlarch-fonts-", ignore_cleanup_errors=True) as folder:
        config = Path(folder, "fonts.conf")
        config.write_text(_font_config(before or "/etc/fonts/fonts.conf", folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(config)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _font_config(others: str, cache: str) -> str:
    """Return a configuration that adds our font; it is never looked at again (`rescan`)."""
    fonts = Path(str(files("fontpkg_inter") / "files"))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts))}</dir>"
        f'<include ignore_missing="yes">{escape(others)}</include>{_OURS_FIRST}'
        f"<cachedir>{escape(cache)}</cachedir><config><rescan><int>0</int></rescan></config></fontconfig>"
    )
