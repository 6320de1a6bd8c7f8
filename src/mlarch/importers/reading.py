"""Read files, folders and standard input with the importer of their format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mlarch.errors import DocumentError
from mlarch.importers.draft import Imported
from mlarch.importers.registry import FALLBACK, IMPORTERS, Importer, find_importer
from mlarch.importers.sources import Source, display_name, read_source, readable_root

__all__ = ["read", "read_sources"]

_MAX_FILES = 2_000
_MAX_BYTES = 20_000_000


def read(paths: Sequence[str], format: str = "", *, stdin: Callable[[], str] = str) -> Imported:
    """Return the architecture of files and folders; the format '' is detected.

    Raises:
        DocumentError: if a file cannot be read, with every problem found in it.
        UnknownNameError: if there is no such format.
    """
    importer = find_importer(format) if format else _detect_by_folder(paths)
    sources = read_sources(paths, (importer or FALLBACK).name, stdin=stdin)
    importer = importer or _detect_by_text(sources)
    return importer.read(sources)


def read_sources(paths: Iterable[str], format: str, *, stdin: Callable[[], str] = str) -> list[Source]:
    """Return the files of `paths` in order, `-` for standard input.

    Of a folder, the files of the format are read.

    Raises:
        DocumentError: if a file cannot be read, or a folder has none for the format.
    """
    sources: list[Source] = []
    for path in paths:
        if path == "-":
            here = Path.cwd()
            sources.append(Source("-", stdin(), here, here))
        elif Path(path).is_dir():
            sources += _read_folder(Path(path), find_importer(format))
        else:
            sources.append(read_source(Path(path), readable_root(Path(path))))
    return sources


def _read_folder(folder: Path, importer: Importer) -> list[Source]:
    paths = importer.find_files(folder)
    name = display_name(folder)
    if not paths:
        raise DocumentError(f"{name}: {importer.explain_no_files(folder)}")
    if len(paths) > _MAX_FILES:
        raise DocumentError(f"{name}: {len(paths)} files, more than {_MAX_FILES}: name the files that matter")
    if sum(path.stat().st_size for path in paths) > _MAX_BYTES:
        limit = f"{_MAX_BYTES // 1_000_000} MB"
        raise DocumentError(f"{name}: more than {limit} of files: name the files that matter")
    root = readable_root(folder / "x")
    return [read_source(path, root, named=importer.expects_every_file) for path in paths]


def _detect_by_folder(paths: Iterable[str]) -> Importer | None:
    """Return the first importer with files in a folder of `paths`, or None."""
    folders = [Path(path) for path in paths if Path(path).is_dir()]
    if not folders:
        return None
    matches = (importer for importer in _DETECTED if any(map(importer.find_files, folders)))
    return next(matches, FALLBACK)


def _detect_by_text(sources: Iterable[Source]) -> Importer:
    texts = [source.text for source in sources]
    return next((importer for importer in _DETECTED if any(map(importer.recognize, texts))), FALLBACK)


_DETECTED = [importer for importer in IMPORTERS.values() if importer is not FALLBACK]
