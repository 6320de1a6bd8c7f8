"""Write a gallery into a folder, only what is not there already; see at a glance where that is nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlarch.documents.conventions import FOLDER
from mlarch.errors import OutputError
from mlarch.exporters.saving import save
from mlarch.project import cache
from mlarch.project.cache import CachedPart

if TYPE_CHECKING:
    from mlarch.publish.gallery.docs_links import Command
    from mlarch.publish.gallery.site import Site, SitePart

__all__ = ["PublishResult", "docs_beside", "publish", "write"]


@dataclass(frozen=True)
class PublishResult:
    """What was done for a gallery; `removed` are files that an earlier one left and this has no more."""

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()


def publish(
    out: str | os.PathLike[str],
    *,
    folder: str | os.PathLike[str] = FOLDER,
    python: bool = True,
    docs: bool = True,
    commands: Callable[[], tuple[Command, ...]] | None = None,
) -> PublishResult:
    """Bring the gallery of `folder` and the zoo in `out` up to date.

    A page and its files are made again where what they are made of has changed, or one of them is not
    as it was left. Where none of what is read has changed, nothing is loaded to see that; with
    somebody's own Python in `folder`, that is run each time, and its pictures are compared.
    `docs` shows the Markdown files of the folder of that name beside `folder`, and `commands` gives
    what the commands do, which is a page as well.

    Raises:
        OutputError: where a file cannot be written.
    """
    began, target, source = time.time(), Path(out), Path(folder)
    asked = ("gallery", python, docs, commands is not None)
    told = docs_beside(source) if docs else None
    also = (told,) if told else ()
    seen = cache.read(source, *also)
    if kept := cache.recall(target, source, seen, *asked):
        return PublishResult(unchanged=tuple(kept[0]))
    from mlarch.publish.gallery.site import Site

    site = Site(source, python=python, docs=told, commands=commands)
    before, found = cache.parts(target, source, *asked), [*site.parts()]
    paths: dict[str, list[Path]] = {part.name: [] for part in found if not _is_left(part, before)}
    changed = [part for part in found if part.name in paths]
    written, _ = write(site, target, (path for part in changed for path in _noted(part, target, paths)))
    parts = {
        part.name: CachedPart(part.made_of, cache.sums(paths[part.name]))
        if part.name in paths
        else before[part.name]
        for part in found
    }
    left = {path: sum for part in parts.values() for path, sum in part.left.items()}
    removed = tuple(_remove(target, before.values(), left))
    cache.remember_parts(target, source, parts, *asked)
    if not site.problems:
        cache.remember(target, source, seen, began, map(Path, left), (), *asked, also=also)
    return PublishResult(
        written, tuple(p for p in map(Path, left) if p not in written), removed, site.problems
    )


def docs_beside(folder: Path) -> Path | None:
    """Return the folder of a project's docs, None where there is no project."""
    return folder.parent / "docs" if folder.is_dir() else None


def write(
    site: Site, folder: str | os.PathLike[str], paths: Iterable[str] | None = None
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write files of a site, all without `paths`; return those written, and those left as they were.

    Raises:
        OutputError: where a file cannot be written.
    """
    from concurrent.futures import ThreadPoolExecutor

    def one(path: str) -> tuple[Path, bool]:
        data, target = site.content(path), Path(folder, path)
        if data is None:
            raise OutputError(f"{target}: nothing to write")
        if _holds(target, data):
            return target, False
        return save(target, data), True

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [*pool.map(one, dict.fromkeys(site.paths() if paths is None else paths))]
    return tuple(path for path, new in done if new), tuple(path for path, new in done if not new)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _is_left(part: SitePart, before: Mapping[str, CachedPart]) -> bool:
    """Say whether all files of a part are there, made of just what they would be made of now."""
    old = before.get(part.name)
    if old is None or not part.made_of or old.made_of != part.made_of:
        return False
    return cache.sums(map(Path, old.left)) == old.left


def _noted(part: SitePart, out: Path, paths: Mapping[str, list[Path]]) -> Iterator[str]:
    """Yield the paths of a part as they become known, each noted."""
    for path in part.paths():
        paths[part.name].append(Path(out, path))
        yield path


def _remove(out: Path, before: Iterable[CachedPart], left: Mapping[str, str]) -> Iterator[Path]:
    """Remove what an earlier gallery left and this one has not, unless somebody has changed it since."""
    old = {Path(path): sum for part in before for path, sum in part.left.items() if path not in left}
    for path, sum in old.items():
        with suppress(OSError):
            inside = path.resolve().is_relative_to(out.resolve())
            if inside and path.is_file() and cache.sums([path]) == {str(path): sum}:
                path.unlink()
                yield path
    for folder in sorted(
        {folder for path in old for folder in path.parents if out in folder.parents}, reverse=True
    ):
        with suppress(OSError):  # it holds other files
            folder.rmdir()
