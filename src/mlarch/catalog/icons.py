"""Read the icon of a technology from its file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.catalog import index
from mlarch.catalog.names import resolve
from mlarch.catalog.technologies import describe
from mlarch.errors import UnknownNameError

__all__ = ["Icon", "icon"]

_PACKAGE = Path(__file__).parent
_MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Icon:
    """A picture: the bytes of its file and their media type (`image/png` or `image/svg+xml`)."""

    data: bytes = field(repr=False)
    media_type: str


@functools.lru_cache(maxsize=256)
def icon(name: str) -> Icon | None:
    """Return the icon of a technology by any of its names, or None where it has none or is unknown.

    `diagrams` names a few files that it does not ship; those technologies have none.
    """
    file = _file(name)
    if file is None or not file.is_file():
        return None
    return Icon(file.read_bytes(), _MEDIA_TYPES[file.suffix])


def _file(name: str) -> Path | None:
    try:
        path = resolve(name, suggest=False)
    except UnknownNameError:
        return None
    resource = describe(path).icon
    base = _PACKAGE if path.startswith(index.OWN) else index.root()
    return base / resource if resource else None
