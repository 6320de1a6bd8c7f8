"""List the entries of the gallery, and load their architectures on first use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.paths import is_document
from mlarch.errors import MlarchError
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry
from mlarch.project.entry import Entry
from mlarch.publish.gallery.paths import page_path

__all__ = ["GalleryEntries", "LoadedEntry"]


@dataclass(frozen=True)
class LoadedEntry:
    """An entry with its architecture, or with the `problems` that prevent loading it."""

    entry: Entry
    architecture: Architecture | None
    problems: tuple[str, ...] = ()


class GalleryEntries:
    """The entries of a folder, of packages and of the zoo.

    Entries of the folder shadow others of the same name. Without `python` its scripts are not run.
    `requested` collects the files that documents name.
    """

    def __init__(self, folder: Path, *, python: bool) -> None:
        self.folder, self._python = folder, python
        self.requested: set[Path] = set()
        self.refresh()

    def refresh(self) -> None:
        """Read the list of entries again."""
        entries, self.listing_problems = _list(self.folder)
        misplaced = {entry.name: problem for entry in entries for problem in _name_problems(entry)}
        self.all = tuple(entry for entry in entries if entry.name not in misplaced)
        self.listing_problems += (*misplaced.values(),)
        self._loaded: dict[str, LoadedEntry] = {}

    @property
    def architectures(self) -> list[Entry]:
        """Return all entries but families."""
        return [entry for entry in self.all if entry.kind != "family"]

    @property
    def families(self) -> list[Entry]:
        """Return the families of steps."""
        return [entry for entry in self.all if entry.kind == "family"]

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the problems of all entries."""
        problems = [problem for entry in self.architectures for problem in self.load(entry).problems]
        return tuple(dict.fromkeys((*self.listing_problems, *problems)))

    @property
    def page_paths(self) -> dict[str, str]:
        """Return the path of each entry's page by the name of the entry."""
        return {entry.name: page_path(entry) for entry in self.all}

    def load(self, entry: Entry) -> LoadedEntry:
        """Return an entry with its architecture."""
        loaded = self._loaded  # A refresh during loading replaces it, and must not get the old entry.
        if entry.name not in loaded:
            loaded[entry.name] = self._read(entry)
        return loaded[entry.name]

    def steps(self, family: Entry) -> list[LoadedEntry]:
        """Return the loaded steps of a family."""
        return [self.load(entry) for entry in self.architectures if entry.name in family.members]

    def family_of(self, entry: Entry) -> Entry | None:
        """Return the family that an entry is a step of."""
        return next((family for family in self.families if entry.name in family.members), None)

    def _read(self, entry: Entry) -> LoadedEntry:
        if not (self._python or entry.builtin or is_document(entry.path)):
            return LoadedEntry(entry, None, (f"{entry.path}: Python, which --no-python does not run",))
        try:
            return LoadedEntry(entry, entry_loading.load_entry(entry, self.requested).view())
        except MlarchError as error:
            return LoadedEntry(entry, None, error.problems)


def _list(folder: Path) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return all entries; if the folder cannot be listed, all others and the problems."""
    try:
        return registry.entries(folder), ()
    except MlarchError as error:
        return registry.entries(folder, own=()), error.problems


def _name_problems(entry: Entry) -> Iterator[str]:
    """Yield the problems of an entry's name as the path of a page."""
    try:
        page_path(entry)
    except MlarchError as error:
        yield from (f"{entry.path}: {problem}" for problem in error.problems)
