"""Prepare icons for embedding: scaled to what is drawn, as data URIs."""

from __future__ import annotations

import base64
import functools
import struct
from dataclasses import dataclass
from pathlib import Path

from mlarch import catalog
from mlarch.drawing import pale, png
from mlarch.errors import MlarchError, RasterError

__all__ = ["EmbeddedIcon", "is_dark", "is_pale", "media_type", "of_file", "of_technology", "read"]

# Sharp at scale 2 for the largest icon drawn, 46 px.
_PIXELS = 96
_MOST_BYTES = 10_000_000
_MOST_PIXELS = 32_767  # of a PNG, of which a whole row is decoded at once
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SVG, _PNG = "image/svg+xml", "image/png"


@dataclass(frozen=True)
class EmbeddedIcon:
    """An icon as a data URI, and the bytes in it."""

    uri: str
    data: bytes


@functools.cache
def of_technology(path: str) -> EmbeddedIcon | None:
    """Return the icon of a technology by its dotted path, None where it has none."""
    icon = catalog.icon(path)
    return None if icon is None else _embedded(icon.data, icon.media_type)


def of_file(path: str, owner: str) -> EmbeddedIcon:
    """Return the icon in a local file; `owner` names whose icon it is in messages.

    Raises:
        MlarchError: where the file cannot be read or is no picture.
    """
    data = read(path, f"{owner}: cannot read icon")
    try:
        icon = _embedded(data, media_type(data))
        is_dark(icon)  # Draws it, which some files that begin as a picture do not stand.
        return icon
    except RasterError as error:
        raise MlarchError(f"{owner}: icon '{path}' is not a picture: {error}") from error


def media_type(data: bytes) -> str:
    """Return what a picture is by how it begins; the text in a PNG may say anything."""
    return _SVG if b"<svg" in data[:4000] and not data.startswith(_SIGNATURE) else _PNG


def read(path: str, failing: str) -> bytes:
    """Return what is in the file of a picture; `failing` begins the message where that cannot be had.

    Raises:
        MlarchError: where it cannot be read, or is larger than 10 MB or 32 767 pixels a side.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise MlarchError(f"{failing} '{path}': {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise MlarchError(f"{failing} '{path}': larger than {_MOST_BYTES // 1_000_000} MB")
    if data.startswith(_SIGNATURE) and max(struct.unpack(">II", data[16:24].ljust(8, b"\0"))) > _MOST_PIXELS:
        raise MlarchError(f"{failing} '{path}': more than {_MOST_PIXELS} pixels a side")
    return data


@functools.lru_cache(maxsize=256)
def is_dark(icon: EmbeddedIcon) -> bool:
    """Say whether an icon would vanish on a dark card; to be safe, each where the rasteriser is missing."""
    return not png.available() or png.is_dark(icon.data)


@functools.lru_cache(maxsize=256)
def is_pale(icon: EmbeddedIcon) -> bool:
    """Say whether an icon would vanish on a light card."""
    return pale.is_pale(icon.data)


@functools.lru_cache(maxsize=256)
def _embedded(data: bytes, media_type: str) -> EmbeddedIcon:
    """Return an icon scaled down, as it is where the rasteriser is missing or it is an SVG."""
    if media_type == _PNG and png.available():
        data = png.thumbnail(data, _PIXELS)
    encoded = base64.b64encode(data).decode()
    return EmbeddedIcon(f"data:{media_type};base64,{encoded}", data)
