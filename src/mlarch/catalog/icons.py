"""Read the icons of technologies."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.catalog.class_index import OWN_MODULE
from mlarch.catalog.installed_classes import diagrams_root
from mlarch.catalog.lookup import resolve
from mlarch.catalog.technology import describe
from mlarch.errors import UnknownNameError

__all__ = ["Icon", "icon"]

_PACKAGE = Path(__file__).parent
_MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Icon:
    """The bytes of an icon file and their media type, `image/png` or `image/svg+xml`."""

    data: bytes = field(repr=False)
    media_type: str


@functools.lru_cache(maxsize=256)
def icon(name: str) -> Icon | None:
    """Return the icon of a technology, or None if it is unknown or has no icon.

    `diagrams` refers to a few icon files that it does not ship.
    """
    file = _icon_file(name)
    if file is None or not file.is_file():
        return None
    return Icon(file.read_bytes(), _MEDIA_TYPES[file.suffix])


def _icon_file(name: str) -> Path | None:
    try:
        path = resolve(name, suggest=False)
    except UnknownNameError:
        return None
    resource = describe(path).icon
    folder = _PACKAGE if path.startswith(OWN_MODULE) else diagrams_root()
    return folder / resource if resource else None
