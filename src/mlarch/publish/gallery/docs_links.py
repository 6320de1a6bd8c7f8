"""Find the docs of a project, and what each link and picture in them leads to inside a site."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath, relpath
from urllib.parse import quote, unquote

from mlarch.documents.paths import NAMED
from mlarch.documents.safe_images import problem_of
from mlarch.errors import OutputError
from mlarch.publish.gallery.markdown import TextToken, to_html

__all__ = ["Command", "Guide", "Told", "find"]

_PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
_FILES = {".csv", ".d2", ".drawio", ".json", ".mmd", ".pdf", ".toml", ".txt", ".yaml", ".yml", *_PICTURES}
"""What is taken along: nothing that a browser would run."""

_HELD = "docs/files"


@dataclass(frozen=True)
class Command:
    """A command, as its help says it; a paragraph of several lines is laid out by hand."""

    name: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """A page of docs, and the files that it shows or leads to, by their path in the site."""

    text: TextToken
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Guide:
    """The docs of a project: its folder, and its Markdown files by the path of their page in the site."""

    root: Path
    pages: Mapping[str, Path]

    def tell(self, path: str, entries: Mapping[str, str]) -> Told:
        """Return the page at a path of the site; `entries` are the pages of entries by their files.

        Raises:
            OutputError: where it cannot be read.
        """
        home, found = self.pages[path], dict[str, Path]()

        def lead(address: str, suffixes: set[str]) -> str:
            if re.match(r"(?:https?|mailto):|#", address):
                return address
            written, _, fragment = address.partition("#")
            file = (home.parent / unquote(written.partition("?")[0])).absolute()
            target = self._page(file, entries) or self._file(file, suffixes, found)
            if not target:
                return ""
            return quote(relpath(target, path.rpartition("/")[0])) + (f"#{fragment}" if fragment else "")

        def link(address: str) -> str:
            return lead(address, _FILES)

        def image(address: str) -> str:
            return "" if re.match(r"[a-z]+:", address) else lead(address, _PICTURES)

        try:
            source = home.read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            raise OutputError(f"{home}: cannot be read: {(error.strerror or str(error)).lower()}") from error
        return Told(to_html(source, link, image), found)

    def _page(self, file: Path, entries: Mapping[str, str]) -> str:
        """Return the page of a file that has one."""
        below = self._below(file)
        pages = {self._below(home.absolute()): path for path, home in self.pages.items()}
        return pages.get(below, "") or entries.get(below, "")

    def _file(self, file: Path, suffixes: set[str], found: dict[str, Path]) -> str:
        """Return where a file of the project stands in the site, which is noted; empty where it may not."""
        below = self._below(file)
        NAMED.add(file)
        inside = file.resolve().is_relative_to(self.root.resolve())
        if not below or not inside or not file.is_file() or file.suffix.lower() not in suffixes:
            return ""
        if suffixes is _FILES and file.suffix.lower() == ".svg" and problem_of(file):
            return ""  # opened by itself it may run scripts, which it does not as a picture
        path = f"{_HELD}/{below}"
        found[path] = file
        return path

    def _below(self, file: Path) -> str:
        """Return the path of a file below the project's folder, empty where it leads out or is hidden."""
        path = normpath(os.path.relpath(file, self.root.absolute()).replace(os.sep, "/"))
        return "" if any(part.startswith(".") for part in path.split("/")) else path


def find(docs: Path) -> Guide:
    """Return the docs in a folder, which has none where it is not there."""
    root = docs.parent
    files = sorted(docs.rglob("*.md"))
    shown = [file for file in files if not any(part.startswith(".") for part in file.relative_to(root).parts)]
    return Guide(
        root, {f"docs/{file.relative_to(docs).with_suffix('.html').as_posix()}": file for file in shown}
    )
