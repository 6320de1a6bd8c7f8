"""Draw a block of a page: a document, an entry or a file, with options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch import drawing
from mlarch.documents.paths import PathResolver, Unreachable, is_document
from mlarch.errors import DocumentError, MlarchError
from mlarch.model import Architecture
from mlarch.project import entry_loading, loading, registry

__all__ = ["Block", "Drawn", "Fence", "draw", "fences", "figure", "read_options", "short_path"]

_NAME = re.compile(r"[\w./:-]+")
_OPEN = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)")
# Bootstrap, which MkDocs themes use, hides empty elements with the class `badge`.
_SHOW_BADGES = "<style>.mlarch svg [class]:not(#_){display:inline}</style>"
_LOCATED = re.compile(r"[^\s:][^:]*:\d+:")


@dataclass(frozen=True)
class Block:
    """The name or the text that a page draws, and its position in the page.

    `path` is the file of the page. `head` is the line that opens the block, and `line` the first
    line of `text`.
    """

    path: str
    head: int
    line: int
    name: str = ""
    text: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A block as SVG, with its architecture and the files it was read from."""

    architecture: Architecture
    svg: str
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Fence:
    """A fenced block of Markdown: the text after `mlarch`, content and lines."""

    info: str
    text: str
    indent: str
    first: int
    last: int


def draw(block: Block, folder: Path, theme: str = "auto") -> Drawn:
    """Return the picture of a block; a name is found in the zoo and in `folder`.

    Raises:
        DocumentError: with every problem, each with its line in the page or in the named file.
    """
    try:
        arch, files = _read(block, folder)
        return Drawn(arch, drawing.to_svg(arch.view(), **{"theme": theme, **block.options}), files)
    except MlarchError as error:
        location = f"{block.path}:{block.head}"
        raise DocumentError(
            [problem if _LOCATED.match(problem) else f"{location}: {problem}" for problem in error.problems]
        ) from error


def _read(block: Block, folder: Path) -> tuple[Architecture, tuple[Path, ...]]:
    text = block.text.strip()
    if block.name and text:
        raise DocumentError(
            f"the block names '{block.name}' and has a document: write 'extends:' in the document"
        )
    name = block.name or (text if _NAME.fullmatch(text) else "")
    if not name:
        # The empty lines make the reader count lines from the top of the page.
        document = "\n" * (block.line - 1) + block.text
        return loading.from_yaml(document, name=Path(block.path).stem, path=block.path), ()
    if is_document(name):
        try:
            file = PathResolver.of(block.path).resolve(name)
        except Unreachable as error:
            raise DocumentError(str(error)) from error
        return loading.load(short_path(file)), (file,)
    entry = registry.find(name, folder)
    files = () if entry.builtin or not entry.path else (Path(entry.path).absolute(),)
    return entry_loading.load_entry(entry), files


def short_path(file: Path) -> Path:
    """Return a path relative to the working directory, if it is below."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def read_options(words: Iterable[str], location: str) -> dict[str, Any]:
    """Return the options of a picture in `name=value` words, with values read as YAML.

    Raises:
        DocumentError: if a word does not have that form.

    >>> read_options(["theme=dark", "title=false", "width=600"], "index.md:3")
    {'theme': 'dark', 'title': False, 'width': 600}
    """
    options = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals):
            raise DocumentError(f"{location}: '{word}' is not of the form 'name=value'")
        options[name] = loading.parse_value(value, path=location)
    return options


def fences(text: str) -> Iterator[Fence]:
    """Yield the fenced `mlarch` blocks, except those inside other blocks.

    >>> [fence.info for fence in fences("~~~ mlarch cache theme=dark\\n~~~\\n")]
    ['cache theme=dark']
    """
    lines = text.splitlines()
    opening: re.Match[str] | None = None
    first = 0
    for number, line in enumerate(lines, start=1):
        if opening is None:
            opening, first = _OPEN.fullmatch(line), number
        elif _closes(line, opening["marks"]):
            yield from _fence(opening, lines, first, number)
            opening = None
    if opening is not None:
        yield from _fence(opening, lines, first, len(lines) + 1)


def _closes(line: str, marks: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(marks) and not bare.strip(marks[0])


def _fence(opening: re.Match[str], lines: list[str], first: int, last: int) -> Iterator[Fence]:
    language, _, info = opening["info"].strip().partition(" ")
    if language == "mlarch":
        yield Fence(info.strip(), "\n".join(lines[first : last - 1]), opening["indent"], first, last)


def figure(svg: str) -> str:
    """Return a picture as HTML that is at most as wide as its container."""
    responsive = svg.replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
    return f'<figure class="mlarch" style="margin:1em 0">{_SHOW_BADGES}{responsive.strip()}</figure>'
