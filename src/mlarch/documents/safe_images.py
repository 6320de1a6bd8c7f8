"""Check that an image file is an SVG or PNG that is safe to embed."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from xml.parsers import expat

from mlarch.model.formats import PNG_SIGNATURE

__all__ = ["image_problem"]

_MAX_BYTES = 1_000_000
_MAX_PIXELS = 4096
_MAX_ELEMENTS = 20_000
_MAX_NESTING = 200
_FORBIDDEN = frozenset(
    (
        *("script", "foreignobject", "iframe", "object", "embed", "audio", "video", "canvas", "handler"),
        *("listener", "set", "animate", "animatemotion", "animatetransform", "animatecolor", "discard"),
    )
)
_EMBEDDED = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif);base64,)", re.IGNORECASE)
_EXTERNAL = re.compile(r"url\s*\(\s*['\"]?\s*(?![\s'\"#])|@import|@font-face|javascript:|\\", re.IGNORECASE)


def image_problem(path: Path) -> str:
    """Return the reason why an image file cannot be used, or an empty string.

    An SVG must have no script, no event handler and no reference to anything outside itself. A PNG
    must not be larger than 4 096 pixels a side.
    """
    try:
        status = path.stat()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return _file_problem(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=512)
def _file_problem(path: Path, changed: int, size: int) -> str:
    if size > _MAX_BYTES:
        return f"is larger than {_MAX_BYTES // 1_000_000} MB"
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if data.startswith(PNG_SIGNATURE):
        return _png_problem(data)
    if re.search(rb"<(?:\w+:)?svg[\s>/]", data[:4000]):
        return _SvgChecker().problem(data)
    return "is neither SVG nor PNG"


def _png_problem(data: bytes) -> str:
    if len(data) < 33 or data[12:16] != b"IHDR":
        return "is a damaged PNG"
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not 0 < width <= _MAX_PIXELS or not 0 < height <= _MAX_PIXELS:
        return f"is {width}x{height} pixels, more than {_MAX_PIXELS} a side"
    return ""


class _SvgChecker:
    """Check an SVG with a parser that expands no entity and reads no other file."""

    def __init__(self) -> None:
        self.elements = 0
        self.open: list[str] = []
        self.styles: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction

    def problem(self, data: bytes) -> str:
        """Return the first problem of an SVG, or an empty string."""
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            return f"is not well-formed: {error}"
        except _UnsafeImage as error:
            return str(error)
        return ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        local = name.rpartition(":")[2].lower()
        self.open.append(local)
        if self.elements > _MAX_ELEMENTS or len(self.open) > _MAX_NESTING:
            raise _UnsafeImage("is too large a drawing for an icon")
        if self.elements == 1 and local != "svg":
            raise _UnsafeImage("is neither SVG nor PNG")
        if local in _FORBIDDEN:
            raise _UnsafeImage(f"holds <{name}>, which an icon may not")
        for key, value in attributes.items():
            self._attribute(key.rpartition(":")[2].lower(), value)

    def _attribute(self, key: str, value: str) -> None:
        if key.startswith("on"):
            raise _UnsafeImage(f"holds the handler '{key}', which an icon may not")
        if key in ("href", "src", "base") and value.strip() and not _EMBEDDED.match(value):
            raise _UnsafeImage(f"refers to '{value[:80]}': an icon may refer to nothing outside itself")
        if _EXTERNAL.search(value):
            raise _UnsafeImage(f"refers to '{value[:80]}': an icon may refer to nothing outside itself")

    def _end(self, name: str) -> None:
        if self.open.pop() == "style" and _EXTERNAL.search("".join(self.styles)):
            raise _UnsafeImage(
                "refers to something in its styles: an icon may refer to nothing outside itself"
            )

    def _text(self, text: str) -> None:
        if self.open[-1:] == ["style"]:
            self.styles.append(text)

    def _entity(self, name: str, *declaration: object) -> None:
        raise _UnsafeImage(f"declares the entity '{name}', which an icon may not")

    def _instruction(self, target: str, data: str) -> None:
        raise _UnsafeImage(f"holds the instruction <?{target}?>, which an icon may not")


class _UnsafeImage(Exception):
    """An SVG that may not be used; the text is the reason."""
