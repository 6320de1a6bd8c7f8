"""Find the Markdown files of a project, and resolve their links."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath, relpath
from urllib.parse import quote, unquote

from mlarch.documents.safe_images import image_problem
from mlarch.errors import OutputError
from mlarch.publish.gallery.markdown import MarkdownText, to_html

__all__ = ["DocsFolder", "DocsText", "find_docs"]

_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
_FILES = {".csv", ".d2", ".drawio", ".json", ".mmd", ".pdf", ".toml", ".txt", ".yaml", ".yml", *_PICTURES}
"""Suffixes of the files that are copied: none that a browser would run."""

_COPIES = "docs/files"


@dataclass(frozen=True)
class DocsText:
    """The text of a docs page, and the files it uses by their path."""

    text: MarkdownText
    files: Mapping[str, Path]


@dataclass(frozen=True)
class DocsFolder:
    """The docs of the project at `root`: Markdown files by the path of their page.

    `requested` collects the files that links name, missing ones too.
    """

    root: Path
    pages: Mapping[str, Path]
    requested: set[Path] = field(default_factory=set, compare=False)

    def read(self, path: str, entry_pages: Mapping[str, str]) -> DocsText:
        """Return a page; `entry_pages` are the pages of entries by their file.

        Raises:
            OutputError: if the file cannot be read.
        """
        source_file, files = self.pages[path], dict[str, Path]()

        def resolve(url: str, suffixes: set[str]) -> str:
            if re.match(r"(?:https?|mailto):|#", url):
                return url
            relative, _, fragment = url.partition("#")
            file = (source_file.parent / unquote(relative.partition("?")[0])).absolute()
            target = self._page_of(file, entry_pages) or self._copy_of(file, suffixes, files)
            if not target:
                return ""
            return quote(relpath(target, path.rpartition("/")[0])) + (f"#{fragment}" if fragment else "")

        def resolve_link(url: str) -> str:
            return resolve(url, _FILES)

        def resolve_image(url: str) -> str:
            return "" if re.match(r"[a-z]+:", url) else resolve(url, _PICTURES)

        try:
            source = source_file.read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"{source_file}: cannot be read: {reason}") from error
        return DocsText(to_html(source, resolve_link, resolve_image), files)

    def _page_of(self, file: Path, entry_pages: Mapping[str, str]) -> str:
        """Return the page of a file, empty if it has none."""
        relative = self._relative(file)
        pages = {self._relative(source.absolute()): path for path, source in self.pages.items()}
        return pages.get(relative, "") or entry_pages.get(relative, "")

    def _copy_of(self, file: Path, suffixes: set[str], files: dict[str, Path]) -> str:
        """Return the path of a file's copy, and add it to `files`; '' if not allowed."""
        relative = self._relative(file)
        self.requested.add(file)
        is_inside = file.resolve().is_relative_to(self.root.resolve())
        if not relative or not is_inside or not file.is_file() or file.suffix.lower() not in suffixes:
            return ""
        if suffixes is _FILES and file.suffix.lower() == ".svg" and image_problem(file):
            return ""  # An SVG may run scripts if it is opened by itself, but not as a picture.
        path = f"{_COPIES}/{relative}"
        files[path] = file
        return path

    def _relative(self, file: Path) -> str:
        """Return the path of a file in the project, '' if it is outside or hidden."""
        path = normpath(os.path.relpath(file, self.root.absolute()).replace(os.sep, "/"))
        return "" if any(part.startswith(".") for part in path.split("/")) else path


def find_docs(folder: Path) -> DocsFolder:
    """Return the docs in a folder; a missing folder has none."""
    root = folder.parent
    files = [file for file in sorted(folder.rglob("*.md")) if not _is_hidden(file.relative_to(root))]
    pages = {f"docs/{file.relative_to(folder).with_suffix('.html').as_posix()}": file for file in files}
    return DocsFolder(root, pages)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
