"""Write the gallery to a folder, and only the files that have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlarch.documents.paths import FOLDER
from mlarch.documents.saving import save
from mlarch.errors import OutputError
from mlarch.project import cache
from mlarch.project.cache import CachedPart

if TYPE_CHECKING:
    from mlarch.publish.gallery.pages.docs import Command
    from mlarch.publish.gallery.site import Site, SitePart

__all__ = ["PublishResult", "docs_folder", "publish", "write"]


@dataclass(frozen=True)
class PublishResult:
    """The files that were written, unchanged or removed, and the problems.

    `removed` are files of an earlier gallery that this one no longer has.
    """

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
    """Update the gallery of `folder` and the zoo in `out`.

    A page and its files are made again if their sources have changed, or if one of the files is not as it
    was written. If no source has changed, nothing is loaded to find out. Python scripts in `folder` are
    run each time, since they may read anything, and their pictures are compared. `docs` adds the Markdown
    files of the folder `docs` next to `folder`, and `commands` a reference of the commands.

    Raises:
        OutputError: if a file cannot be written.
    """
    began, target, source = time.time(), Path(out), Path(folder)
    request = ("gallery", python, docs, commands is not None)
    markdown = docs_folder(source) if docs else None
    also_read = (markdown,) if markdown else ()
    sources = cache.input_hash(source, *also_read)
    if previous_run := cache.recall(target, source, sources, *request):
        return PublishResult(unchanged=tuple(previous_run[0]))
    from mlarch.publish.gallery.site import Site

    site = Site(source, python=python, docs=markdown, commands=commands)
    previous, current = cache.parts(target, source, *request), [*site.parts()]
    paths: dict[str, list[Path]] = {part.name: [] for part in current if not _is_current(part, previous)}
    changed = [part for part in current if part.name in paths]
    written, _ = write(site, target, (path for part in changed for path in _recorded(part, target, paths)))
    parts = {
        part.name: CachedPart(part.fingerprint, cache.file_hashes(paths[part.name]))
        if part.name in paths
        else previous[part.name]
        for part in current
    }
    files = {path: sum for part in parts.values() for path, sum in part.files.items()}
    removed = tuple(_remove_stale(target, previous.values(), files))
    cache.remember_parts(target, source, parts, *request)
    if not site.problems:
        cache.remember(
            target,
            source,
            sources,
            began,
            *request,
            outputs=map(Path, files),
            requested=site.requested,
            data_folders=also_read,
        )
    unchanged = tuple(path for path in map(Path, files) if path not in written)
    return PublishResult(written, unchanged, removed, site.problems)


def docs_folder(folder: Path) -> Path | None:
    """Return the docs next to a folder of architectures, None without the latter."""
    return folder.parent / "docs" if folder.is_dir() else None


def write(
    site: Site, folder: str | os.PathLike[str], paths: Iterable[str] | None = None
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write files of a site, by default all; return written and unchanged ones.

    Raises:
        OutputError: if a file cannot be written.
    """
    from concurrent.futures import ThreadPoolExecutor

    def write_file(path: str) -> tuple[Path, bool]:
        data, target = site.content(path), Path(folder, path)
        if data is None:
            raise OutputError(f"{target}: nothing to write")
        if _has_content(target, data):
            return target, False
        return save(target, data), True

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [*pool.map(write_file, dict.fromkeys(site.paths() if paths is None else paths))]
    written = tuple(path for path, is_written in done if is_written)
    return written, tuple(path for path, is_written in done if not is_written)


def _has_content(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _is_current(part: SitePart, previous: Mapping[str, CachedPart]) -> bool:
    """Whether the files of a part are unchanged, and their sources, too."""
    old = previous.get(part.name)
    if old is None or not part.fingerprint or old.inputs != part.fingerprint:
        return False
    return cache.file_hashes(map(Path, old.files)) == old.files


def _recorded(part: SitePart, out: Path, paths: Mapping[str, list[Path]]) -> Iterator[str]:
    """Yield the paths of a part, and add each to `paths`."""
    for path in part.paths():
        paths[part.name].append(Path(out, path))
        yield path


def _remove_stale(out: Path, previous: Iterable[CachedPart], files: Mapping[str, str]) -> Iterator[Path]:
    """Remove files of an earlier gallery that this one lacks, unless edited."""
    old = {Path(path): sum for part in previous for path, sum in part.files.items() if path not in files}
    for path, sum in old.items():
        with suppress(OSError):
            is_inside = path.resolve().is_relative_to(out.resolve())
            if is_inside and path.is_file() and cache.file_hashes([path]) == {str(path): sum}:
                path.unlink()
                yield path
    for folder in sorted(
        {folder for path in old for folder in path.parents if out in folder.parents}, reverse=True
    ):
        with suppress(OSError):  # it contains other files
            folder.rmdir()
