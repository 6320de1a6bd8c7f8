"""Know what packages are installed, from the names of their folders: `importlib.metadata` takes 30 ms.

What a package says of itself is in `NAME-VERSION.dist-info`, and there in `entry_points.txt` what it
offers to others (PyPA specifications, "Recording installed projects" and "Entry points").
"""

from __future__ import annotations

import functools
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["distributions", "offered", "version"]

_SUFFIXES = (".dist-info", ".egg-info")


def distributions() -> tuple[str, ...]:
    """Return the names of the folders that say what is installed, each with its version, sorted."""
    return tuple(sorted(path.name for path in _folders(tuple(sys.path))))


def version(package: str) -> str:
    """Return the version of a package, empty where it is not installed."""
    name = f"{package.replace('-', '_').lower()}-"
    found = (one for one in map(_named, _folders(tuple(sys.path))) if one.lower().startswith(name))
    return next((one[len(name) :] for one in found), "")


def offered(group: str) -> bool:
    """Say whether an installed package offers something in a group of entry points."""
    return any(f"[{group}]" in _entry_points(path) for path in _folders(tuple(sys.path)))


@functools.lru_cache(maxsize=1)
def _folders(places: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(path for place in dict.fromkeys(places) for path in _inside(place or "."))


def _inside(place: str) -> list[Path]:
    with suppress(OSError):  # of the places that Python looks in, some do not exist
        return [path for path in Path(place).iterdir() if path.name.endswith(_SUFFIXES)]
    return []


def _named(folder: Path) -> str:
    """Return a folder's name without the suffix, the Python version that eggs add, and dots in the name.

    >>> _named(Path("site-packages/acme.zoo-1.0-py3.11.egg-info"))
    'acme_zoo-1.0'
    """
    name, _, rest = folder.stem.partition("-")
    return f"{name.replace('.', '_')}-{rest.partition('-py')[0]}"


def _entry_points(folder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return (folder / "entry_points.txt").read_text("utf-8")
    return ""
