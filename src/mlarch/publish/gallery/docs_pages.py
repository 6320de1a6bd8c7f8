"""Show the docs of a project, and what each command does, as pages of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mlarch.publish.gallery import docs_links
from mlarch.publish.gallery.docs_links import Command, Told

__all__ = ["Manual"]

_INDEX, _COMMANDS = "docs/index.html", "commands.html"

Render = Callable[..., str]


class Manual:
    """The pages of the docs in a folder, if there is one, and of commands, by their path in the site."""

    def __init__(self, docs: Path | None, commands: Callable[[], tuple[Command, ...]] | None) -> None:
        self._docs, self._commands = docs, commands
        self.refresh()

    def refresh(self) -> None:
        """Look again at what there is."""
        self._guide = docs_links.find(self._docs) if self._docs else docs_links.Guide(Path(), {})
        self._told: dict[str, Told] = {}

    @property
    def home(self) -> tuple[str, str]:
        """Return what the first page is called, and its path; both empty where there is none."""
        if self._guide.pages:
            return "Docs", _INDEX
        return ("Commands", _COMMANDS) if self._commands else ("", "")

    def paths(self, entries: Mapping[str, str]) -> Iterator[str]:
        """Yield the path of every page, and of the files that they show; `entries` are pages by file."""
        for path in self._guide.pages:
            yield path
            yield from self._tell(path, entries).files
        if self._guide.pages and _INDEX not in self._guide.pages:
            yield _INDEX
        if self._commands:
            yield _COMMANDS

    def content(self, path: str, entries: Mapping[str, str], render: Render) -> bytes | None:
        """Return what is at a path of the site, None where that is nothing of the manual."""
        if path == _COMMANDS and self._commands:
            return self._page(
                path, entries, render, "commands.html", title="Commands", commands=self._commands()
            )
        if not self._guide.pages or not path.startswith("docs/"):
            return None
        if path in self._guide.pages:
            text = self._tell(path, entries).text
            return self._page(
                path, entries, render, "docs.html", title=self._title(path, entries), text=text.html
            )
        if path == _INDEX:
            pages = [(*one, self._tell(one[1], entries).text.summary) for one in self._named(entries)]
            return self._page(path, entries, render, "contents.html", title="Docs", pages=pages)
        found = (self._tell(page, entries).files.get(path) for page in self._guide.pages)
        file = next(filter(None, found), None)
        return file.read_bytes() if file else None

    def _page(
        self, path: str, entries: Mapping[str, str], render: Render, template: str, **values: object
    ) -> bytes:
        contents = [("Overview", _INDEX)] if self._guide.pages else []
        contents += [one for one in self._named(entries) if one[1] != _INDEX]
        contents += [("Commands", _COMMANDS)] if self._commands else []
        return render(template, at=path, here=path, contents=contents, **values).encode()

    def _named(self, entries: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(self._title(path, entries), path) for path in self._guide.pages]

    def _title(self, path: str, entries: Mapping[str, str]) -> str:
        return self._tell(path, entries).text.title or self._guide.pages[path].stem

    def _tell(self, path: str, entries: Mapping[str, str]) -> Told:
        if path not in self._told:
            self._told[path] = self._guide.tell(path, entries)
        return self._told[path]
