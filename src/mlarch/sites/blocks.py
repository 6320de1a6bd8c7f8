"""Read a block of a page: a document, or the name of an entry or a file, and how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch import drawing
from mlarch.documents.paths import Home, Unreachable
from mlarch.errors import DocumentError, MlarchError
from mlarch.model import Architecture
from mlarch.project import loading, registry
from mlarch.project.registry import is_document

__all__ = ["Block", "Drawn", "Fence", "draw", "fences", "figure", "read_options"]

_NAME = re.compile(r"[\w./:-]+")
_OPEN = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)")
# Bootstrap, which the themes of MkDocs stand on, hides whatever is empty and called a badge.
_GUARD = "<style>.mlarch svg [class]:not(#_){display:inline}</style>"
_LOCATED = re.compile(r"[^\s:][^:]*:\d+:")


@dataclass(frozen=True)
class Block:
    """What a page says: the name it gives or the text of its block, and where in the page that stands.

    `line` is that of the first line of `text`, and `head` that of the line above it.
    """

    path: str
    head: int
    line: int
    name: str = ""
    text: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A block as SVG, with the architecture it was made from and the files it was read from."""

    architecture: Architecture
    svg: str
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Fence:
    """A fenced block of Markdown: what follows the word `mlarch`, its text, and its lines in the page."""

    info: str
    text: str
    indent: str
    first: int
    last: int


def draw(block: Block, folder: Path, theme: str = "auto") -> Drawn:
    """Return the picture of a block; names are those of the zoo and of the architectures in `folder`.

    Raises:
        MlarchError: with every problem, each with its line of the page or of the file that is named.
    """
    try:
        arch, files = _read(block, folder)
        return Drawn(arch, drawing.to_svg(arch.view(), **{"theme": theme, **block.options}), files)
    except MlarchError as error:
        where = f"{block.path}:{block.head}"
        problems = [one if _LOCATED.match(one) else f"{where}: {one}" for one in error.problems]
        raise DocumentError(problems) from error


def _read(block: Block, folder: Path) -> tuple[Architecture, tuple[Path, ...]]:
    text = block.text.strip()
    if block.name and text:
        raise DocumentError(f"the block names '{block.name}' and holds a document: write 'extends:' in that")
    name = block.name or (text if _NAME.fullmatch(text) else "")
    if not name:
        # The lines above keep the numbers of the lines in what the reader complains of.
        whole = "\n" * (block.line - 1) + block.text
        return loading.from_yaml(whole, name=Path(block.path).stem, path=block.path), ()
    if is_document(name):
        try:
            file = Home.of(block.path).find(name)
        except Unreachable as error:
            raise DocumentError(str(error)) from error
        return loading.load(_short(file)), (file,)
    entry = registry.find(name, folder)
    return loading.load_entry(entry), () if entry.builtin or not entry.path else (
        Path(entry.path).absolute(),
    )


def _short(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def read_options(words: Iterable[str], where: str) -> dict[str, Any]:
    """Return the options of a picture that are written as `name=value`, the values read as YAML.

    Raises:
        DocumentError: where a word is not of that form.

    >>> read_options(["theme=dark", "title=false", "width=600"], "index.md:3")
    {'theme': 'dark', 'title': False, 'width': 600}
    """
    options = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals):
            raise DocumentError(f"{where}: '{word}' is not of the form 'name=value'")
        options[name] = loading.parse_value(value, path=where)
    return options


def fences(text: str) -> Iterator[Fence]:
    """Yield the fenced blocks of Markdown whose language is `mlarch`; those inside others are text.

    >>> [one.info for one in fences("~~~ mlarch cache theme=dark\\n~~~\\n")]
    ['cache theme=dark']
    """
    lines = text.splitlines()
    opened: tuple[re.Match[str], int] | None = None
    for number, line in enumerate(lines, start=1):
        if opened is None:
            match = _OPEN.fullmatch(line)
            opened = (match, number) if match else None
        elif _closes(line, opened[0]["marks"]):
            yield from _fence(opened[0], lines, opened[1], number)
            opened = None
    if opened is not None:
        yield from _fence(opened[0], lines, opened[1], len(lines) + 1)


def _closes(line: str, marks: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(marks) and not bare.strip(marks[0])


def _fence(opening: re.Match[str], lines: list[str], first: int, last: int) -> Iterator[Fence]:
    language, _, info = opening["info"].strip().partition(" ")
    if language == "mlarch":
        yield Fence(info.strip(), "\n".join(lines[first : last - 1]), opening["indent"], first, last)


def figure(svg: str) -> str:
    """Return a picture as HTML that is no wider than what it stands in."""
    fitting = svg.replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
    return f'<figure class="mlarch" style="margin:1em 0">{_GUARD}{fitting.strip()}</figure>'
