"""List the files of the gallery, and make the content of each on demand."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlarch import drawing
from mlarch.analysis.retarget import retarget
from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.paths import FOLDER
from mlarch.exporters import writing
from mlarch.layout import engine
from mlarch.project import cache, entry_loading
from mlarch.project.entry import Entry
from mlarch.publish.gallery import cards, downloads
from mlarch.publish.gallery.entries import GalleryEntries
from mlarch.publish.gallery.entry_pages import EntryPages
from mlarch.publish.gallery.inline_pictures import OPTIONS
from mlarch.publish.gallery.pages.decision import decision_data
from mlarch.publish.gallery.pages.docs import Command, DocsPages
from mlarch.publish.gallery.pages.start import start_page
from mlarch.publish.gallery.paths import START, bundle_path, card_path, icon_path, page_path, stylesheet_path
from mlarch.publish.gallery.rendering import Renderer
from mlarch.publish.gallery.static_files import STATIC_FILES, read_static_file

__all__ = ["Site", "SitePart"]


@dataclass(frozen=True)
class SitePart:
    """Files with the same sources.

    `fingerprint` is a hash of the sources, empty if the files must be compared.
    """

    name: str
    fingerprint: str
    paths: Callable[[], Iterator[str]]


class Site:
    """The files of a gallery by path, each made on first use.

    It shows the entries of `folder`, and those of packages and the zoo that they do not shadow. `live`
    pages follow a server. Without `python` the scripts in the folder are not run. `docs` is a folder of
    Markdown files, `commands` returns the commands for the reference.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] = FOLDER,
        *,
        live: bool = False,
        python: bool = True,
        docs: Path | None = None,
        commands: Callable[[], tuple[Command, ...]] | None = None,
    ) -> None:
        self.folder, self.live, self.docs = Path(folder), live, docs
        self._entries = GalleryEntries(self.folder, python=python)
        self._docs_pages = DocsPages(docs, commands)
        self._pages = EntryPages(self._entries, self._renderer)

    def refresh(self) -> None:
        """Read the lists of entries and docs again."""
        self._docs_pages.refresh()
        self._entries.refresh()

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the problems of all entries."""
        return self._entries.problems

    @property
    def requested(self) -> frozenset[Path]:
        """Return the files that documents and docs have named so far."""
        return frozenset(self._entries.requested | self._docs_pages.requested)

    def paths(self) -> Iterator[str]:
        """Yield the path of every file."""
        for part in self.parts():
            yield from part.paths()

    def parts(self) -> Iterator[SitePart]:
        """Yield the parts of the site; listing the paths of a part draws its page."""
        yield SitePart("start", "", lambda: iter((START, *(f"static/{name}" for name in STATIC_FILES))))
        names = [(entry.name, entry.kind, entry.members) for entry in self._entries.all]
        common: list[object] = [cache.basis(self.folder), *self._docs_pages.link, names]
        for entry in self._entries.all:
            fingerprint = self._fingerprint(entry, common)
            yield SitePart(page_path(entry), fingerprint, functools.partial(self._entry_paths, entry))
        yield SitePart("docs", "", lambda: self._docs_pages.paths(self._pages_by_file()))

    def content(self, path: str, provider: str = "") -> bytes | None:
        """Return the content of a file, None if there is no such file.

        A live page has one picture besides its own, that on `provider`, to be fast.
        """
        if path == START:
            return start_page(self._entries, self._renderer()).encode()
        docs = self._docs_pages.content(path, self._pages_by_file(), self._renderer())
        if docs is not None:
            return docs
        folder, _, name = path.partition("/")
        if folder == "static":
            return read_static_file(name)
        if folder == "icons":
            return self._pages.icon_file(name)
        return self._entry_content(path, provider)

    def _entry_content(self, path: str, provider: str) -> bytes | None:
        """Return the content of a page, a stylesheet, a card's picture or a download."""
        for entry in self._entries.all:
            if path == page_path(entry):
                return self._pages.page(entry, provider).html.encode()
            if path == stylesheet_path(entry):
                return self._pages.page(entry, provider).css.encode()
            if entry.kind == "family":
                continue
            if path == card_path(entry):
                return self._download(entry, lambda entry, arch: cards.draw_card(arch))
            makers = dict(downloads.files(entry))
            if path in makers:
                return self._download(entry, makers[path])
            for name in PROVIDERS:
                if path == bundle_path(entry, name):
                    return self._bundle(entry, name)
        return None

    def _download(self, entry: Entry, make: downloads.Make) -> bytes | None:
        arch = self._entries.load(entry).architecture
        if arch is None:
            return None
        with engine.apart(not entry.builtin):
            return writing.as_bytes(make(entry, arch))

    def _bundle(self, entry: Entry, provider: str) -> bytes | None:
        """Return the downloads on a provider, None if the page has no picture on it."""
        arch = self._entries.load(entry).architecture
        picture = self._pages.page(entry, provider if self.live else "").pictures.get(provider)
        if arch is None or picture is None:
            return None
        with engine.apart(not entry.builtin):
            on_provider = retarget(arch, provider).architecture
            return downloads.bundle(entry, on_provider, provider, picture).encode()

    def _entry_paths(self, entry: Entry) -> Iterator[str]:
        page = self._pages.page(entry)
        yield from (page_path(entry), stylesheet_path(entry))
        yield from map(icon_path, page.icons)
        if entry.kind == "family" or self._entries.load(entry).architecture is None:
            return
        yield card_path(entry)
        yield from (path for path, _ in downloads.files(entry))
        for provider in filter(None, page.pictures):
            yield bundle_path(entry, provider)
            yield from (icon_path(f"{name}.js") for name in page.pictures[provider].icons)

    def _fingerprint(self, entry: Entry, common: list[object]) -> str:
        """Return a hash of `common` and the sources of a page, '' if it has problems."""
        members = entry.members or [entry.name]
        drawn = [item for item in self._entries.architectures if item.name in members]
        architectures = [self._entries.load(item).architecture for item in drawn]
        if None in architectures:
            return ""
        pictures = [drawing.fingerprint(arch, OPTIONS) for arch in architectures if arch is not None]
        decision = decision_data(entry_loading.entry_decision(entry), {}) if entry.kind == "decision" else {}
        text = json.dumps([*common, repr(entry), [*map(repr, drawn)], pictures, decision])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _pages_by_file(self) -> dict[str, str]:
        """Return the pages of local entries by the path of their file."""
        local = [entry for entry in self._entries.architectures if not (entry.builtin or entry.package)]
        root = self.folder.parent
        return {Path(os.path.relpath(entry.path, root)).as_posix(): page_path(entry) for entry in local}

    def _renderer(self) -> Renderer:
        # A live page names the folder on this machine, for those who edit files there.
        folder = self.folder.absolute() if self.live else self.folder
        return Renderer(self.live, str(folder), self._docs_pages.link)
