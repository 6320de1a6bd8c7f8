"""Fill the marked places of Markdown pages with pictures, and touch nothing else in them.

`<!-- mlarch: NAME -->` begins a place and `<!-- /mlarch -->` ends it; where the end is missing, it is
added. Markers in code are left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlarch.errors import MlarchError, OutputError, UnknownNameError
from mlarch.exporters.saving import save
from mlarch.project import build
from mlarch.project.build import Built

__all__ = ["PAGES", "Marker", "fill", "markers"]

PAGES = ("README.md",)
"""The pages that a build looks at."""

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
    """A place in a page: the name it asks for, its line, and what of the text it holds.

    `ended` says whether the end is marked; `indent` is the white space before the marker.
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
) -> Built:
    """Bring the marked places of pages up to date, and the pictures in `out` that they show.

    `check` writes nothing. A page with a problem is left as it is.
    """
    return sum((_page(Path(page), Path(out), provider, check, force) for page in pages), Built())


def markers(text: str) -> Iterator[Marker]:
    """Yield the marked places of a page, in order.

    >>> [(one.name, one.line) for one in markers("`<!-- mlarch: code -->`\\n<!-- mlarch: nginx -->\\n")]
    [('nginx', 2)]
    """
    code = [match.span() for match in _CODE.finditer(text)]
    tokens = [
        token
        for token in _TOKEN.finditer(text)
        if not any(start <= token.start() < stop for start, stop in code)
    ]
    done = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token["end"] is not None or token.start() < done:
            continue
        begun = text[text.rfind("\n", 0, token.start()) + 1 : token.start()]
        indent = begun if not begun.strip() else ""
        ended = following is not None and _ends(token, following, text)
        stop = following.start() if following is not None and ended else token.end()
        done = following.end() if following is not None and ended else token.end()
        yield Marker(token["name"], text.count("\n", 0, token.start()) + 1, token.end(), stop, ended, indent)


def _ends(token: re.Match[str], following: re.Match[str], text: str) -> bool:
    """Say whether a marker ends a place; the same once more does around what was filled in."""
    if following["end"] is not None:
        return True
    between = text[token.end() : following.start()]
    return token["name"] == following["name"] and _FILLED.fullmatch(between) is not None


def _page(page: Path, out: Path, provider: str, check: bool, force: bool) -> Built:
    try:
        text = page.read_bytes().decode()
    except FileNotFoundError:
        return Built()
    except UnicodeDecodeError as error:
        return Built(problems=(f"{page}: not UTF-8 text: {error.reason} at byte {error.start}",))
    except OSError as error:
        return Built(problems=(f"{page}: cannot be read: {(error.strerror or str(error)).lower()}",))
    built, filled, at = Built(), list[str](), 0
    for marker in markers(text):
        shown, more = _shown(marker, page, out, provider, check, force)
        built += more
        filled += [text[at : marker.start], _between(marker, shown, text)]
        at = marker.stop
    return built if built.problems else built + _saved(page, text, "".join([*filled, text[at:]]), check)


def _shown(
    marker: Marker, page: Path, out: Path, provider: str, check: bool, force: bool
) -> tuple[str, Built]:
    """Return what stands in a place, with what was done for it."""
    from mlarch.project import registry
    from mlarch.publish.embed import alt_text, picture

    try:
        entry = registry.find(marker.name)
        if entry.members:
            raise UnknownNameError(f"'{marker.name}' is a family: write one of {', '.join(entry.members)}")
        arch, themed = build.in_themes(entry, out, ("light", "dark"), provider, check=check, force=force)
    except MlarchError as error:
        return "", Built(problems=tuple(f"{page}:{marker.line}: {problem}" for problem in error.problems))
    light, dark = (_seen_from(page, path) for path in themed)
    return picture(alt_text(arch), light, dark), sum(themed.values(), Built())


def _seen_from(page: Path, path: Path) -> str:
    return Path(os.path.relpath(path.absolute(), page.absolute().parent)).as_posix()


def _between(marker: Marker, shown: str, text: str) -> str:
    """Return what stands between two markers, with the second where that is missing."""
    rest = text[marker.start : text.find("\n", marker.start) + 1]
    newline = "\r\n" if rest.endswith("\r\n") else "\n"
    lines = [*shown.splitlines(), "" if marker.ended else _END]
    return newline + newline.join(marker.indent + line if line else marker.indent for line in lines)


def _saved(page: Path, before: str, after: str, check: bool) -> Built:
    if after == before:
        return Built()
    if check:
        return Built(stale=(page,))
    try:
        return Built(written=(save(page, after),))
    except OutputError as error:
        return Built(problems=error.problems)
