"""Embed icons as data URIs, scaled to the size they are drawn at."""

from __future__ import annotations

import base64
import functools
import struct
from dataclasses import dataclass
from pathlib import Path

from mlarch import catalog
from mlarch.drawing import pale_icons, png
from mlarch.errors import MlarchError, RasterError
from mlarch.model.formats import FORMATS, PNG_SIGNATURE

__all__ = ["EmbeddedIcon", "is_dark", "is_pale", "media_type", "of_file", "of_technology", "read"]

# Sharp at scale 2 for the largest icon, which is 46 px.
_PIXELS = 96
_MOST_BYTES = 10_000_000
_MOST_PIXELS = 32_767  # a side: the decoder holds whole rows of a PNG
_SVG, _PNG = FORMATS["svg"].media_type, FORMATS["png"].media_type


@dataclass(frozen=True)
class EmbeddedIcon:
    """An icon as a data URI, and the bytes in it."""

    uri: str
    data: bytes


@functools.cache
def of_technology(path: str) -> EmbeddedIcon | None:
    """Return the icon of a technology by its dotted path, None if it has none."""
    icon = catalog.icon(path)
    return None if icon is None else _embedded(icon.data, icon.media_type)


def of_file(path: str, owner: str) -> EmbeddedIcon:
    """Return the icon in a local file; `owner` starts messages of errors.

    Raises:
        MlarchError: if the file cannot be read or is not an image.
    """
    data = read(path, f"{owner}: cannot read icon")
    try:
        icon = _embedded(data, media_type(data))
        is_dark(icon)  # Decodes it, which fails for broken files.
        return icon
    except RasterError as error:
        raise MlarchError(f"{owner}: icon '{path}' is not a picture: {error}") from error


def media_type(data: bytes) -> str:
    """Return the media type of an image by its first bytes."""
    # A text chunk of a PNG may contain "<svg".
    return _SVG if b"<svg" in data[:4000] and not data.startswith(PNG_SIGNATURE) else _PNG


def read(path: str, failing: str) -> bytes:
    """Return the bytes of an image file; `failing` starts the message of errors.

    Raises:
        MlarchError: if it cannot be read, or is larger than 10 MB or 32 767 pixels a side.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise MlarchError(f"{failing} '{path}': {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise MlarchError(f"{failing} '{path}': larger than {_MOST_BYTES // 1_000_000} MB")
    sides = struct.unpack(">II", data[16:24].ljust(8, b"\0"))
    if data.startswith(PNG_SIGNATURE) and max(sides) > _MOST_PIXELS:
        raise MlarchError(f"{failing} '{path}': more than {_MOST_PIXELS} pixels a side")
    return data


@functools.lru_cache(maxsize=256)
def is_dark(icon: EmbeddedIcon) -> bool:
    """Return True if an icon may be invisible on a dark card."""
    return not png.available() or png.is_dark(icon.data)  # a plate too many is better than none


@functools.lru_cache(maxsize=256)
def is_pale(icon: EmbeddedIcon) -> bool:
    """Return True if an icon would be invisible on a light card."""
    return pale_icons.is_pale(icon.data)


@functools.lru_cache(maxsize=256)
def _embedded(data: bytes, media_type: str) -> EmbeddedIcon:
    """Return an icon, scaled down if it is a PNG and there is a rasteriser."""
    if media_type == _PNG and png.available():
        data = png.thumbnail(data, _PIXELS)
    encoded = base64.b64encode(data).decode()
    return EmbeddedIcon(f"data:{media_type};base64,{encoded}", data)
