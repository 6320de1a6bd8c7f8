"""Make the pages of the docs, their index, and the reference of the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlarch.publish.gallery.docs_folder import DocsFolder, DocsText, find_docs
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["Command", "DocsPages"]

_INDEX, _COMMANDS = "docs/index.html", "commands.html"


@dataclass(frozen=True)
class Command:
    """The help of a command; the lines of a paragraph with several are kept."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


class DocsPages:
    """The pages of the docs in `folder`, if any, and of the commands.

    `entry_pages`, a parameter of several methods, is that of `DocsFolder.read`.
    """

    def __init__(self, folder: Path | None, commands: Callable[[], tuple[Command, ...]] | None) -> None:
        self._folder, self._commands = folder, commands
        self.refresh()

    def refresh(self) -> None:
        """List the files again, and forget their texts."""
        self._docs = find_docs(self._folder) if self._folder else DocsFolder(Path(), {})
        self._texts: dict[str, DocsText] = {}

    @property
    def requested(self) -> set[Path]:
        """Return the files that links in the docs have named so far."""
        return self._docs.requested

    @property
    def link(self) -> tuple[str, str]:
        """Return the title and the path of the first page, both empty if there is none."""
        if self._docs.pages:
            return "Docs", _INDEX
        return ("Commands", _COMMANDS) if self._commands else ("", "")

    def paths(self, entry_pages: Mapping[str, str]) -> Iterator[str]:
        """Yield the path of each page and of the files it uses."""
        for path in self._docs.pages:
            yield path
            yield from self._text(path, entry_pages).files
        if self._docs.pages and _INDEX not in self._docs.pages:
            yield _INDEX
        if self._commands:
            yield _COMMANDS

    def content(self, path: str, entry_pages: Mapping[str, str], renderer: Renderer) -> bytes | None:
        """Return the content of a file, None if it does not belong to the docs."""
        if path == _COMMANDS and self._commands:
            return self._render(
                renderer, "commands.html", path, entry_pages, title="Commands", commands=self._commands()
            )
        if not self._docs.pages or not path.startswith("docs/"):
            return None
        if path in self._docs.pages:
            title, text = self._title(path, entry_pages), self._text(path, entry_pages).text
            return self._render(renderer, "docs.html", path, entry_pages, title=title, text=text.html)
        if path == _INDEX:
            pages = [
                (title, page, self._text(page, entry_pages).text.summary)
                for title, page in self._titles(entry_pages)
            ]
            return self._render(renderer, "docs_index.html", path, entry_pages, title="Docs", pages=pages)
        return self._copied_file(path, entry_pages)

    def _copied_file(self, path: str, entry_pages: Mapping[str, str]) -> bytes | None:
        files = (self._text(page, entry_pages).files.get(path) for page in self._docs.pages)
        file = next(filter(None, files), None)
        return file.read_bytes() if file else None

    def _render(
        self, renderer: Renderer, template: str, path: str, entry_pages: Mapping[str, str], **values: object
    ) -> bytes:
        contents = [("Overview", _INDEX)] if self._docs.pages else []
        contents += [(title, page) for title, page in self._titles(entry_pages) if page != _INDEX]
        contents += [("Commands", _COMMANDS)] if self._commands else []
        return renderer.page(template, path, current=path, contents=contents, **values).encode()

    def _titles(self, entry_pages: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(self._title(path, entry_pages), path) for path in self._docs.pages]

    def _title(self, path: str, entry_pages: Mapping[str, str]) -> str:
        return self._text(path, entry_pages).text.title or self._docs.pages[path].stem

    def _text(self, path: str, entry_pages: Mapping[str, str]) -> DocsText:
        if path not in self._texts:
            self._texts[path] = self._docs.read(path, entry_pages)
        return self._texts[path]
