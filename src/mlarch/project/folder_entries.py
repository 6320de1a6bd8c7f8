"""List the architectures in the documents and Python files of a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from mlarch.documents.paths import DOCUMENT_SUFFIXES, SETTINGS, is_document
from mlarch.errors import MlarchError
from mlarch.project.document_header import header_text, header_texts, read_header
from mlarch.project.entry import Entry, family_and_step
from mlarch.project.python_entries import in_file, script_entries

__all__ = ["documents", "folder_entries"]

Zoo = Callable[[], Iterable[Entry]]
"""A function that returns the entries of the zoo."""


def folder_entries(folder: str | PathLike[str], zoo: Zoo) -> tuple[Entry, ...]:
    """Return the entries of a folder, sorted by name.

    `zoo` returns the entries that documents may extend; it is called only if one does.

    Raises:
        MlarchError: if two files define the same name.
    """
    root = Path(folder)
    entries = [entry for path in _files(root) for entry in _file_entries(path, root)]
    _refuse_duplicates(entries)
    by_name = {entry.name: entry for entry in entries}
    return tuple(_inherit(entry, by_name, zoo) for entry in sorted(entries, key=_natural_key))


def documents(folder: str | PathLike[str]) -> tuple[Path, ...]:
    """Return the documents in a folder and below it."""
    return tuple(path for path in _files(Path(folder)) if is_document(path))


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(root).parts)
        other = path.name == SETTINGS or path.name.endswith(".schema.json")
        if hidden or other or not (path.suffix == ".py" or is_document(path)):
            continue
        if path.is_file() and _is_inside(path, root):
            yield path


def _is_inside(path: Path, root: Path) -> bool:
    """Return True if a file, with links followed, is in the folder or in the working directory."""
    return not path.is_symlink() or any(
        path.resolve().is_relative_to(folder.resolve()) for folder in (root, Path())
    )


def _file_entries(path: Path, root: Path) -> Iterator[Entry]:
    name = path.relative_to(root).with_suffix("").as_posix()
    if is_document(path):
        yield _document_entry(path, name)
    else:
        yield from in_file(path) or script_entries(path, name)


def _document_entry(path: Path, default_name: str) -> Entry:
    header = read_header(path)
    name = header_text(header, "name") or default_name
    family, step = family_and_step(name)
    return Entry(
        name=name,
        kind="decision" if "questions" in header else "architecture",
        title=header_text(header, "title"),
        summary=header_text(header, "summary"),
        family=family,
        step=step,
        source=header_text(header, "source"),
        tags=header_texts(header.get("tags")),
        path=str(path),
        extends=header_text(header, "extends"),
    )


def _refuse_duplicates(entries: Iterable[Entry]) -> None:
    by_name: dict[str, Entry] = {}
    problems = []
    for entry in entries:
        first = by_name.setdefault(entry.name, entry)
        if first is not entry:
            problems.append(f"'{entry.name}' is the name of two files: {first.path} and {entry.path}")
    if problems:
        raise MlarchError(problems)


def _natural_key(entry: Entry) -> list[tuple[int, str]]:
    """Return a sort key that puts 2-x before 10-x."""
    parts = re.split(r"(\d+)", entry.name)
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _inherit(entry: Entry, local: Mapping[str, Entry], zoo: Zoo, depth: int = 20) -> Entry:
    """Return an entry with the texts and parameters that its document inherits."""
    base = _base(entry, local, zoo) if entry.extends and depth else None
    if base is None:
        return replace(entry, title=entry.title or entry.name)
    base = _inherit(base, local, zoo, depth - 1)
    return replace(
        entry,
        kind=base.kind,
        title=entry.title or base.title,
        summary=entry.summary or base.summary,
        source=entry.source or base.source,
        tags=entry.tags or base.tags,
        parameters=base.parameters,
    )


def _base(entry: Entry, local: Mapping[str, Entry], zoo: Zoo) -> Entry | None:
    if entry.extends.endswith(DOCUMENT_SUFFIXES):
        try:
            path = os.path.realpath(Path(entry.path).parent / entry.extends)
        except ValueError:  # a NUL or a lone surrogate in the path
            return None
        return next((other for other in local.values() if os.path.realpath(other.path) == path), None)
    name = entry.extends.removeprefix("zoo:")
    if name == entry.extends != entry.name and name in local:
        return local[name]
    return next((other for other in zoo() if other.name == name), None)
