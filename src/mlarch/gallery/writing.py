"""Write a gallery into a folder, only what is not there already."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
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

    def one(path: str) -> tuple[Path, bool]:
        data, target = site.content(path), Path(folder, path)
        if data is None:
            raise OutputError(f"{target}: nothing to write")
        if _holds(target, data):
            return target, False
        return save(target, data), True

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [*pool.map(one, dict.fromkeys(site.paths()))]
    return tuple(path for path, new in done if new), tuple(path for path, new in done if not new)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
