"""Look up installed distributions by the names of their folders.

`importlib.metadata` could do this, but takes 50 ms to import and 90 ms to list 90 distributions. With it
`mlarch build` takes 206 instead of 110 ms if there is nothing to do, `mlarch list` 208 instead of 172 ms.
The names of folders and files are from the PyPA specifications "Recording installed projects" and "Entry
points".
"""

from __future__ import annotations

import functools
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["folder_names", "has_entry_points", "version"]

_SUFFIXES = (".dist-info", ".egg-info")


def folder_names() -> tuple[str, ...]:
    """Return the sorted names of metadata folders, such as `click-8.2.1.dist-info`."""
    return tuple(sorted(path.name for path in _folders(tuple(sys.path))))


def version(package: str) -> str:
    """Return the version of a distribution, empty if it is not installed."""
    prefix = f"{package.replace('-', '_').lower()}-"
    names = map(_name_and_version, _folders(tuple(sys.path)))
    return next((name[len(prefix) :] for name in names if name.lower().startswith(prefix)), "")


def has_entry_points(group: str) -> bool:
    """Return True if an installed distribution has an entry point in a group."""
    return any(f"[{group}]" in _entry_points(path) for path in _folders(tuple(sys.path)))


@functools.lru_cache(maxsize=1)
def _folders(search_path: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(path for folder in dict.fromkeys(search_path) for path in _folders_in(folder or "."))


def _folders_in(folder: str) -> list[Path]:
    with suppress(OSError):  # not every entry of sys.path exists
        return [path for path in Path(folder).iterdir() if path.name.endswith(_SUFFIXES)]
    return []


def _name_and_version(folder: Path) -> str:
    """Return the name and version of a distribution, without the Python version of eggs.

    >>> _name_and_version(Path("site-packages/acme.zoo-1.0-py3.11.egg-info"))
    'acme_zoo-1.0'
    """
    name, _, rest = folder.stem.partition("-")
    return f"{name.replace('.', '_')}-{rest.partition('-py')[0]}"


def _entry_points(folder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return (folder / "entry_points.txt").read_text("utf-8")
    return ""
