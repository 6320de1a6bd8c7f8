"""Write a gallery into a folder, only what is not there already."""

from __future__ import annotations

import os
from pathlib import Path

from mlarch.errors import OutputError
from mlarch.gallery.site import Site
from mlarch.saving import save

__all__ = ["write"]


def write(site: Site, folder: str | os.PathLike[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write a site into `folder`; return the paths that were written, and those left as they were.

    Raises:
        OutputError: where a file cannot be written.
    """
    written, unchanged = list[Path](), list[Path]()
    for path in dict.fromkeys(site.paths()):
        data, target = site.content(path), Path(folder, path)
        if data is None:
            raise OutputError(f"{target}: nothing to write")
        if _holds(target, data):
            unchanged.append(target)
        else:
            written.append(save(target, data))
    return tuple(written), tuple(unchanged)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
