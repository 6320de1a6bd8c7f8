"""Check that a picture file is an SVG or PNG that is safe to embed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from mlarch.model.formats import PNG_SIGNATURE

__all__ = ["problem_of"]

_MOST_BYTES = 1_000_000
_MOST_PIXELS = 4096
_MOST_ELEMENTS = 20_000
_FORBIDDEN = frozenset(
    (
        *("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "canvas", "handler"),
        *("listener", "set", "animate", "animatemotion", "animatetransform", "animatecolor", "discard"),
    )
)
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif);base64,)", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\s*\(\s*['\"]?\s*(?![\s'\"#])|@import|@font-face|javascript:|\\", re.IGNORECASE)


def problem_of(path: Path) -> str:
    """Return what is wrong with a picture file, empty where nothing is.

    An SVG may hold no script, no handler and no reference to anything outside itself; a PNG may
    not be larger than 4 096 pixels a side.
    """
    try:
        found = path.stat()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return _problem(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=512)
def _problem(path: Path, changed: int, size: int) -> str:
    if size > _MOST_BYTES:
        return f"is larger than {_MOST_BYTES // 1_000_000} MB"
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if data.startswith(PNG_SIGNATURE):
        return _png_problem(data)
    if re.search(rb"<(?:\w+:)?svg[\s>/]", data[:4000]):
        return next(iter(_Checker().problems(data)), "")
    return "is neither SVG nor PNG"


def _png_problem(data: bytes) -> str:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return "is a damaged PNG"
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not 0 < width <= _MOST_PIXELS or not 0 < height <= _MOST_PIXELS:
        return f"is {width}x{height} pixels, more than {_MOST_PIXELS} a side"
    return ""


class _Checker:
    """Walk an SVG with a parser that expands no entity and reads no other file."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.elements = 0
        self.open: list[str] = []
        self.styles: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction

    def problems(self, data: bytes) -> Iterator[str]:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            self.found.append(f"is not well-formed: {error}")
        except _Enough:
            pass
        yield from self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        local = name.rpartition(":")[2].lower()
        self.open.append(local)
        if self.elements > _MOST_ELEMENTS or len(self.open) > 200:
            self._refuse("is too large a drawing for an icon")
        if self.elements == 1 and local != "svg":
            self._refuse("is neither SVG nor PNG")
        if local in _FORBIDDEN:
            self._refuse(f"holds <{name}>, which an icon may not")
        for key, value in attributes.items():
            self._attribute(key.rpartition(":")[2].lower(), value)

    def _attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            self._refuse(f"holds the handler '{key}', which an icon may not")
        if key in ("href", "src", "base") and value.strip() and not _INSIDE.match(value):
            self._refuse(f"refers to '{value[:80]}': an icon may refer to nothing outside itself")
        if _OUTSIDE.search(value):
            self._refuse(f"refers to '{value[:80]}': an icon may refer to nothing outside itself")

    def _end(self, name: str) -> None:
        if self.open.pop() == "style" and _OUTSIDE.search("".join(self.styles)):
            self._refuse("refers to something in its styles: an icon may refer to nothing outside itself")

    def _text(self, text: str) -> None:
        if self.open[-1:] == ["style"]:
            self.styles.append(text)

    def _entity(self, name: str, *more: object) -> None:
        self._refuse(f"declares the entity '{name}', which an icon may not")

    def _instruction(self, target: str, data: str) -> None:
        self._refuse(f"holds the instruction <?{target}?>, which an icon may not")

    def _refuse(self, reason: str) -> None:
        self.found.append(reason)
        raise _Enough


class _Enough(Exception):
    """One problem is enough."""
