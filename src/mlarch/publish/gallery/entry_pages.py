"""Make and keep the pages of entries and families, and the icons on them."""

from __future__ import annotations

import re
from collections.abc import Callable

from mlarch.drawing.icons import EmbeddedIcon
from mlarch.errors import MlarchError
from mlarch.layout import engine
from mlarch.project.entry import Entry
from mlarch.publish.gallery.downloads import icon_script
from mlarch.publish.gallery.entries import GalleryEntries, LoadedEntry
from mlarch.publish.gallery.pages import Page
from mlarch.publish.gallery.pages.architecture import architecture_page
from mlarch.publish.gallery.pages.decision import decision_page
from mlarch.publish.gallery.pages.family import family_page
from mlarch.publish.gallery.pages.problems import problems_page
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["EntryPages"]

_ICON = re.compile(r"([0-9a-f]{12}\.(?:png|svg))(\.js)?")


class EntryPages:
    """The pages of entries and families, made again after changes."""

    def __init__(self, entries: GalleryEntries, renderer: Callable[[], Renderer]) -> None:
        self._entries, self._renderer = entries, renderer
        self._pages: dict[str, tuple[object, Page]] = {}
        self._icons: dict[str, EmbeddedIcon] = {}

    def page(self, entry: Entry, provider: str = "") -> Page:
        """Return the page of an entry; a live one includes the picture on `provider`."""
        if entry.kind == "family":
            steps = self._entries.steps(entry)
            state = (entry, steps)
            return self._kept(f"{entry.name}/", state, lambda: family_page(entry, steps, self._renderer()))
        loaded = self._entries.load(entry)
        return self._kept(f"{entry.name} {provider}", loaded, lambda: self._make(loaded, provider))

    def icon_file(self, name: str) -> bytes | None:
        """Return an icon, or the script with it, None if no page shows that icon."""
        match = _ICON.fullmatch(name)
        icon = self._icon(match[1]) if match else None
        if match is None or icon is None:
            return None
        return icon_script(icon).encode() if match[2] else icon.data

    def _icon(self, name: str) -> EmbeddedIcon | None:
        if name not in self._icons:
            for entry in self._entries.all:
                if name in self.page(entry).icons:
                    break
        return self._icons.get(name)

    def _make(self, loaded: LoadedEntry, provider: str) -> Page:
        entry, arch, renderer = loaded.entry, loaded.architecture, self._renderer()
        if arch is None:
            return problems_page(entry, loaded.problems, renderer)
        try:
            with engine.apart(not entry.builtin):
                if entry.kind == "decision":
                    return decision_page(entry, arch, self._entries, renderer)
                return architecture_page(entry, arch, self._entries, renderer, provider)
        except MlarchError as error:
            return problems_page(entry, error.problems, renderer)

    def _kept(self, key: str, state: object, make: Callable[[], Page]) -> Page:
        """Return the page that was made for an equal state, else a new one."""
        if key not in self._pages or self._pages[key][0] != state:
            self._pages[key] = (state, make())
        page = self._pages[key][1]
        self._icons.update(page.icons)
        return page
