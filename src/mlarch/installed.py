"""Know what packages are installed, from the names of their folders: `importlib.metadata` takes 30 ms.

What a package says of itself is in `NAME-VERSION.dist-info`, and there in `entry_points.txt` what it
offers to others (PyPA specifications, "Recording installed projects" and "Entry points").
"""

from __future__ import annotations

import functools
import os
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["distributions", "offered"]

_SUFFIXES = (".dist-info", ".egg-info")


def distributions() -> tuple[str, ...]:
    """Return the names of the folders that say what is installed, each with its version, sorted."""
    return tuple(sorted(path.name for path in _folders(tuple(sys.path))))


def offered(group: str) -> bool:
    """Say whether an installed package offers something in a group of entry points."""
    return any(f"[{group}]" in _entry_points(path) for path in _folders(tuple(sys.path)))


@functools.lru_cache(maxsize=1)
def _folders(places: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(path for place in dict.fromkeys(places) for path in _inside(place or "."))


def _inside(place: str) -> list[Path]:
    with suppress(OSError):  # of the places that Python looks in, some do not exist
        return [Path(place, name) for name in os.listdir(place) if name.endswith(_SUFFIXES)]  # noqa: PTH208 (half the time)
    return []


def _entry_points(folder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return (folder / "entry_points.txt").read_text("utf-8")
    return ""
