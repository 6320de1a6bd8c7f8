"""Find what a document extends: a file beside it, or an entry by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mlarch.documents.bases import BaseFile
from mlarch.documents.conventions import FOLDER
from mlarch.documents.paths import Home, Unreachable
from mlarch.errors import MlarchError
from mlarch.model import Architecture
from mlarch.model.decision import Decision
from mlarch.project import registry
from mlarch.project.entry import Entry

__all__ = ["RegistryBases"]

_PATHS = (".yaml", ".yml", ".json", ".py")


class RegistryBases:
    """What documents may extend; keep one for several documents, it remembers what it has listed."""

    def __init__(self) -> None:
        self._built: dict[str, Architecture] = {}

    @cached_property
    def _local(self) -> tuple[tuple[Entry, Path], ...]:
        return tuple((entry, Path(entry.path).resolve()) for entry in registry.local(FOLDER))

    def build(self, entry: Entry, given: Mapping[str, Any]) -> Architecture:
        """Return what the builder of an entry makes of these parameters, run once for each.

        Raises:
            MlarchError: what the builder raises.
        """
        key = f"{entry.name} {sorted(given.items())!r}"
        if key not in self._built:
            self._built[key] = registry.builder(entry)(**given)
        return self._built[key]

    def decision(self, entry: Entry) -> Decision:
        """Return the decision that an entry of Python draws."""
        return registry.decision_beside(entry)

    def entry_name(self, written: str) -> str:
        """Return the full name of an entry."""
        return registry.find(written).name

    def find(self, written: str, home: Home, own_name: str, own_path: Path | None) -> BaseFile | Entry:
        """Return the file or the entry of Python that `written` names.

        `own_name` is the name of the document that says so: it means the entry it shadows.

        Raises:
            Unreachable: which says why not.
        """
        if written.endswith(_PATHS) or written.startswith((".", "/", "~")) or "://" in written:
            return self._file(written, home)
        try:
            entry = registry.find(written, own=self._others(own_name, own_path))
        except MlarchError as error:
            raise Unreachable(str(error)) from None
        return self._entry(entry, home)

    def _others(self, own_name: str, own_path: Path | None) -> tuple[Entry, ...]:
        """Return the local entries but those that the document itself would mean by its name."""
        return tuple(entry for entry, path in self._local if entry.name != own_name and path != own_path)

    def _file(self, written: str, home: Home) -> BaseFile:
        if written.endswith(".py"):
            raise Unreachable(f"'{written}' is Python, and a document runs nothing")
        found = home.find(written)
        if not registry.is_document(found):
            raise Unreachable(f"'{written}' is no document: its suffix is none of .yaml, .yml and .json")
        return BaseFile(found, f"'{written}'", home.root)

    def _entry(self, entry: Entry, home: Home) -> BaseFile | Entry:
        if entry.kind == "family":
            members = registry.quoted(entry.members, "and")
            raise Unreachable(f"'{entry.name}' is a family; its architectures are {members}")
        if not registry.is_document(entry.path):
            if not (entry.builtin or entry.package):
                raise Unreachable(f"'{entry.name}' is Python ({entry.path}), and a document runs nothing")
            return entry
        path = Path(entry.path).resolve()
        if not entry.package and not path.is_relative_to(home.root):
            raise Unreachable(f"'{entry.name}' ({entry.path}) leads out of the project's folder")
        below = entry.name.removeprefix(f"{entry.package}/").count("/")
        return BaseFile(path, f"'{entry.name}'", path.parents[below] if entry.package else home.root)
