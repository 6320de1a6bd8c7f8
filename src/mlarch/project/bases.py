"""Find the bases that documents extend: files beside them, or entries by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mlarch.documents.bases import BaseFile
from mlarch.documents.paths import DOCUMENT_SUFFIXES, FOLDER, PathResolver, Unreachable, is_document
from mlarch.errors import MlarchError
from mlarch.model import Architecture
from mlarch.model.decision import Decision
from mlarch.project import registry
from mlarch.project.entry import Entry

__all__ = ["RegistryBases"]


class RegistryBases:
    """Look up bases in the registry.

    Keep one for several documents: it caches entries and architectures.
    """

    def __init__(self) -> None:
        self._built: dict[str, Architecture] = {}

    @cached_property
    def _local(self) -> tuple[tuple[Entry, Path], ...]:
        return tuple((entry, Path(entry.path).resolve()) for entry in registry.local(FOLDER))

    def build(self, builder: Entry, parameters: Mapping[str, Any]) -> Architecture:
        """Return the architecture of an entry; its builder runs once.

        Raises:
            MlarchError: if the builder fails.
        """
        key = f"{builder.name} {sorted(parameters.items())!r}"
        if key not in self._built:
            self._built[key] = registry.builder(builder)(**parameters)
        return self._built[key]

    def decision(self, builder: Entry) -> Decision:
        """Return the decision that an entry written in Python draws."""
        return registry.decision_beside(builder)

    def entry_name(self, written: str) -> str:
        """Return the full name of an entry."""
        return registry.find(written).name

    def find(
        self, written: str, paths: PathResolver, own_name: str, own_path: Path | None
    ) -> BaseFile | Entry:
        """Return the file or the Python entry that a document calls `written`.

        The name of the document itself, `own_name`, means the entry that it shadows.

        Raises:
            Unreachable: if there is none, with the reason.
        """
        is_path = written.endswith((*DOCUMENT_SUFFIXES, ".py")) or written.startswith((".", "/", "~"))
        if is_path or "://" in written:
            return self._file(written, paths)
        others = tuple(entry for entry, path in self._local if entry.name != own_name and path != own_path)
        try:
            entry = registry.find(written, own=others)
        except MlarchError as error:
            raise Unreachable(str(error)) from None
        return self._entry(entry, paths)

    def _file(self, written: str, paths: PathResolver) -> BaseFile:
        if written.endswith(".py"):
            raise Unreachable(f"'{written}' is Python, and a document runs nothing")
        file = paths.resolve(written)
        if not is_document(file):
            raise Unreachable(f"'{written}' is no document: its suffix is none of .yaml, .yml and .json")
        return BaseFile(file, f"'{written}'", paths.root)

    def _entry(self, entry: Entry, paths: PathResolver) -> BaseFile | Entry:
        if entry.kind == "family":
            members = registry.quoted(entry.members, "and")
            raise Unreachable(f"'{entry.name}' is a family; its architectures are {members}")
        if not is_document(entry.path):
            if not (entry.builtin or entry.package):
                raise Unreachable(f"'{entry.name}' is Python ({entry.path}), and a document runs nothing")
            return entry
        path = Path(entry.path).resolve()
        if not entry.package and not path.is_relative_to(paths.root):
            raise Unreachable(f"'{entry.name}' ({entry.path}) leads out of the project's folder")
        depth = entry.name.removeprefix(f"{entry.package}/").count("/")
        return BaseFile(path, f"'{entry.name}'", path.parents[depth] if entry.package else paths.root)
