"""Write pictures between the markers in Markdown pages, and change nothing else.

`<!-- mlarch: NAME -->` starts a picture and `<!-- /mlarch -->` ends it. A missing end is added.
Markers in code are ignored.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.saving import save
from mlarch.errors import MlarchError, OutputError, UnknownNameError
from mlarch.project.build_result import BuildResult

__all__ = ["PAGES", "Marker", "fill", "markers"]

PAGES = ("README.md",)
"""The pages that a build updates by default."""

_END = "<!-- /mlarch -->"
_TOKEN = re.compile(
    r"<!--\s*(?:(?P<end>(?:/\s*|end\s+)mlarch\b[^>]*?|mlarch:\s*(?:/[^>]*?|end))|mlarch:\s*(?P<name>[^\s>]+))\s*-->"
)
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_FILLED = re.compile(r"\s*(?:<picture>(?:(?!</picture>).)*</picture>)?\s*", re.DOTALL)


@dataclass(frozen=True)
class Marker:
    """A marker in a page: the name of an architecture, the line, and the span to fill.

    `ended` is False if the end marker is missing, and `indent` is the white space before the marker.
    """

    name: str
    line: int
    start: int
    stop: int
    ended: bool
    indent: str


def fill(
    out: str | os.PathLike[str],
    *,
    pages: Iterable[str | os.PathLike[str]] = PAGES,
    provider: str = "",
    check: bool = False,
    force: bool = False,
) -> BuildResult:
    """Update the marked pictures of pages, and their files in `out`.

    With `check`, nothing is written. A page with a problem is not changed.
    """
    return sum((_page(Path(page), Path(out), provider, check, force) for page in pages), BuildResult())


def markers(text: str) -> Iterator[Marker]:
    """Yield the markers of a page, in order.

    >>> [marker] = markers("`<!-- mlarch: code -->`\\n<!-- mlarch: nginx -->\\n")
    >>> marker.name, marker.line
    ('nginx', 2)
    """
    code = [match.span() for match in _CODE.finditer(text)]
    tokens = [
        token
        for token in _TOKEN.finditer(text)
        if not any(start <= token.start() < stop for start, stop in code)
    ]
    position = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token["end"] is not None or token.start() < position:
            continue
        before = text[text.rfind("\n", 0, token.start()) + 1 : token.start()]
        indent = before if not before.strip() else ""
        ended = following is not None and _ends(token, following, text)
        stop = following.start() if following is not None and ended else token.end()
        position = following.end() if following is not None and ended else token.end()
        yield Marker(token["name"], text.count("\n", 0, token.start()) + 1, token.end(), stop, ended, indent)


def _ends(token: re.Match[str], following: re.Match[str], text: str) -> bool:
    """Return True if a marker ends the previous one, or repeats it."""
    if following["end"] is not None:
        return True
    between = text[token.end() : following.start()]
    return token["name"] == following["name"] and _FILLED.fullmatch(between) is not None


def _page(page: Path, out: Path, provider: str, check: bool, force: bool) -> BuildResult:
    try:
        text = page.read_bytes().decode()
    except FileNotFoundError:
        return BuildResult()
    except UnicodeDecodeError as error:
        return BuildResult(problems=(f"{page}: not UTF-8 text: {error.reason} at byte {error.start}",))
    except OSError as error:
        return BuildResult(problems=(f"{page}: cannot be read: {(error.strerror or str(error)).lower()}",))
    built, pieces, position = BuildResult(), list[str](), 0
    for marker in markers(text):
        html, picture_built = _picture(marker, page, out, provider, check, force)
        built += picture_built
        pieces += [text[position : marker.start], _filled(marker, html, text)]
        position = marker.stop
    return built if built.problems else built + _save(page, text, "".join([*pieces, text[position:]]), check)


def _picture(
    marker: Marker, page: Path, out: Path, provider: str, check: bool, force: bool
) -> tuple[str, BuildResult]:
    """Return the HTML for a marker, and the result of building its pictures."""
    from mlarch.project import registry
    from mlarch.project.pictures import update_themes
    from mlarch.publish.embed import alt_text, picture_html

    try:
        entry = registry.find(marker.name)
        if entry.members:
            raise UnknownNameError(f"'{marker.name}' is a family: write one of {', '.join(entry.members)}")
        arch, by_path = update_themes(entry, out, ("light", "dark"), provider, check=check, force=force)
    except MlarchError as error:
        problems = tuple(f"{page}:{marker.line}: {problem}" for problem in error.problems)
        return "", BuildResult(problems=problems)
    light, dark = (_relative_to(page, path) for path in by_path)
    return picture_html(alt_text(arch), light, dark), sum(by_path.values(), BuildResult())


def _relative_to(page: Path, path: Path) -> str:
    return Path(os.path.relpath(path.absolute(), page.absolute().parent)).as_posix()


def _filled(marker: Marker, html: str, text: str) -> str:
    """Return the picture, with the end marker if it is missing."""
    rest_of_line = text[marker.start : text.find("\n", marker.start) + 1]
    newline = "\r\n" if rest_of_line.endswith("\r\n") else "\n"
    lines = [*html.splitlines(), "" if marker.ended else _END]
    return newline + newline.join(marker.indent + line if line else marker.indent for line in lines)


def _save(page: Path, before: str, after: str, check: bool) -> BuildResult:
    if after == before:
        return BuildResult()
    if check:
        return BuildResult(stale=(page,))
    try:
        return BuildResult(written=(save(page, after),))
    except OutputError as error:
        return BuildResult(problems=error.problems)
