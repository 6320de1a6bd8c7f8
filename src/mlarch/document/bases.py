"""Find what a document extends: a file beside it, or an entry by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from mlarch import entries
from mlarch.conventions import FOLDER
from mlarch.document.home import Home, Unreachable
from mlarch.entries import Entry
from mlarch.errors import MlarchError
from mlarch.model import Architecture

__all__ = ["Bases", "File"]

_PATHS = (".yaml", ".yml", ".json", ".py")


class File(NamedTuple):
    """A document that another one extends; `called` is what messages call it.

    `root` is the folder it may not leave, where that is a package's and not the project's.
    """

    path: Path
    called: str
    root: Path | None = None


class Bases:
    """What documents may extend; keep one for several documents, it remembers what it has listed."""

    def __init__(self) -> None:
        self._built: dict[str, Architecture] = {}

    @cached_property
    def _local(self) -> tuple[tuple[Entry, Path], ...]:
        return tuple((entry, Path(entry.path).resolve()) for entry in entries.local(FOLDER))

    def build(self, entry: Entry, given: Mapping[str, Any]) -> Architecture:
        """Return what the builder of an entry makes of these parameters, run once for each.

        Raises:
            MlarchError: what the builder raises.
        """
        key = f"{entry.name} {sorted(given.items())!r}"
        if key not in self._built:
            self._built[key] = entries.builder(entry)(**given)
        return self._built[key]

    def find(self, written: str, home: Home, own_name: str, own_path: Path | None) -> File | Entry:
        """Return the file or the entry of Python that `written` names.

        `own_name` is the name of the document that says so: it means the entry it shadows.

        Raises:
            Unreachable: which says why not.
        """
        if written.endswith(_PATHS) or written.startswith((".", "/", "~")) or "://" in written:
            return self._file(written, home)
        try:
            entry = entries.find(written, own=self._others(own_name, own_path))
        except MlarchError as error:
            raise Unreachable(str(error)) from None
        return self._entry(entry, home)

    def _others(self, own_name: str, own_path: Path | None) -> tuple[Entry, ...]:
        """Return the local entries but those that the document itself would mean by its name."""
        return tuple(entry for entry, path in self._local if entry.name != own_name and path != own_path)

    def _file(self, written: str, home: Home) -> File:
        if written.endswith(".py"):
            raise Unreachable(f"'{written}' is Python, and a document runs nothing")
        found = home.find(written)
        if not entries.is_document(found):
            raise Unreachable(f"'{written}' is no document: its suffix is none of .yaml, .yml and .json")
        return File(found, f"'{written}'", home.root)

    def _entry(self, entry: Entry, home: Home) -> File | Entry:
        if entry.kind == "family":
            members = entries.quoted(entry.members, "and")
            raise Unreachable(f"'{entry.name}' is a family; its architectures are {members}")
        if not entries.is_document(entry.path):
            if not (entry.builtin or entry.package):
                raise Unreachable(f"'{entry.name}' is Python ({entry.path}), and a document runs nothing")
            return entry
        path = Path(entry.path).resolve()
        if not entry.package and not path.is_relative_to(home.root):
            raise Unreachable(f"'{entry.name}' ({entry.path}) leads out of the project's folder")
        below = entry.name.removeprefix(f"{entry.package}/").count("/")
        return File(path, f"'{entry.name}'", path.parents[below] if entry.package else home.root)
