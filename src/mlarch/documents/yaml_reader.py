"""Read YAML text as plain values, remembering where each was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from mlarch.documents.building import MAX_DEPTH, MAX_ITEMS
from mlarch.documents.core_schema import resolve
from mlarch.documents.hints import advice
from mlarch.documents.locations import LocatedProblem, Mark, Path, Places, Scalar
from mlarch.errors import DocumentError

__all__ = ["MAX_BYTES", "MAX_VALUES", "STANDARD_TAG", "LoaderClass", "parse", "syntax_problem"]

MAX_BYTES = 5_000_000
MAX_VALUES = 300_000  # with aliases written out: more than the largest document of distinct nodes
_REREAD = 200_000  # characters that the slow parser reads in about a second

STANDARD_TAG = "tag:yaml.org,2002:"
_COLLECTIONS = {None, "!", f"{STANDARD_TAG}map", f"{STANDARD_TAG}seq"}
_SCALARS = {None, "!", *(STANDARD_TAG + kind for kind in ("str", "int", "float", "bool", "null"))}
LoaderClass: Any = getattr(yaml, "CLoader", yaml.Loader)


def parse(text: str, name: str = "") -> tuple[Any, Places, list[LocatedProblem]]:
    """Return the value of a YAML document, where its parts are, and what is wrong with them.

    Maps are dicts with text keys, lists are lists; numbers, true and false are `Scalar`s, so that
    the text as written is there where a text is wanted. Nothing is constructed from tags.

    Raises:
        DocumentError: where the text is not YAML, or breaks a limit.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise _refused(name, f"not text: holds half a character, {error.object[error.start]!r}") from None
    if size > MAX_BYTES:
        raise _refused(name, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        builder = _built(text, name)
    except yaml.YAMLError as error:
        message, mark = syntax_problem(error, text)
        raise _refused(name, message, mark, text) from None
    return builder.root, builder.places, builder.problems


def _built(text: str, name: str) -> _Builder:
    builder = _Builder(Places(name, text=text))
    try:
        builder.read(yaml.parse(text, Loader=LoaderClass))
    except yaml.YAMLError:
        if len(text) > _REREAD:
            raise
        # The C parser words its errors differently: read again for messages that are the same everywhere.
        builder = _Builder(Places(name, text=text))
        builder.read(yaml.parse(text, Loader=yaml.Loader))
    return builder


def _refused(name: str, message: str, mark: Mark | None = None, text: str = "") -> DocumentError:
    return DocumentError(Places(name, text=text).locate([LocatedProblem((), message, mark=mark)]))


def syntax_problem(error: yaml.YAMLError, text: str) -> tuple[str, Mark | None]:
    if isinstance(error, yaml.MarkedYAMLError):
        at = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        opened = error.context_mark.line + 1 if error.context_mark and _opened_before(error) else 0
        return f"not YAML: {said}{advice(said, _line(text, at), opened=opened)}", _mark(at) if at else None
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        mark = Mark(before.count("\n") + 1, error.position - before.rfind("\n"))
        return f"not YAML: the character {chr(error.character)!r} must be written as an escape", mark
    return f"not YAML: {error}", None


def _opened_before(error: yaml.MarkedYAMLError) -> bool:
    context, problem = error.context_mark, error.problem_mark
    return context is not None and problem is not None and context.line < problem.line


def _line(text: str, at: Any) -> str:
    lines = text.splitlines()
    return lines[at.line] if at is not None and at.line < len(lines) else ""


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


@dataclass
class _Open:
    """A map or a list that is being read; `key` is the one whose value comes next."""

    value: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    before: int
    hidden: bool = False
    key: str | None = None
    skip: bool = False


@dataclass
class _Builder:
    """Build values from parser events, without recursion, so that no nesting can exhaust the stack."""

    places: Places
    root: Any = None
    problems: list[LocatedProblem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    documents: int = 0
    count: int = 0

    def read(self, events: Iterator[Any]) -> None:
        readers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in events:
            reader = readers.get(type(event))
            if reader is not None:
                reader(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse(event, "a second document in one file")

    def _scalar(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
        else:
            self._place(event, self._typed(event), 1)

    def _key(self, top: _Open, event: Any) -> None:
        path = (*top.path, event.value)
        assert isinstance(top.value, dict)
        if event.tag not in _SCALARS:
            self._unknown_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = (event.value, 1)
        top.skip = event.value in top.value
        if len(top.path) == 1 and len(top.value) > MAX_ITEMS:
            self._refuse(event, f"more than {MAX_ITEMS} {top.path[0]}")
        if top.skip and not top.hidden:
            first = self.places.keys[path].line
            message = f"key '{event.value}' is written twice, first in line {first}"
            self.problems.append(LocatedProblem(path, message, mark=_mark(event.start_mark)))
        elif not top.hidden:
            self.places.keys[path] = _mark(event.start_mark)
        top.key = event.value

    def _typed(self, event: Any) -> Any:
        tag = event.tag
        if tag is None and event.implicit[0]:
            value = resolve(event.value)
            return value if value is None or isinstance(value, str) else Scalar(value, event.value)
        if tag in (None, "!", f"{STANDARD_TAG}str"):
            return event.value
        if tag in _SCALARS:
            value = resolve(event.value)
            return value if value is None or isinstance(value, str) else Scalar(value, event.value)
        self._unknown_tag(event)
        return event.value

    def _unknown_tag(self, event: Any) -> None:
        tag = event.tag.replace(STANDARD_TAG, "!!")
        message = f"tag '{tag}' is not allowed; quote a text that begins with '!'"
        self.problems.append(LocatedProblem((), message, mark=_mark(event.start_mark)))

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(event, f"nested deeper than {MAX_DEPTH}")
        if event.tag not in _COLLECTIONS:
            self._unknown_tag(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._refuse(event, "a key must be a text")
        path = self._next_path()
        if not self._skipped():
            self.places.values[path] = _mark(event.start_mark)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(value, path, event.anchor, self.count, hidden=self._skipped()))

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        self._attach(done.value)
        self.count += 1
        if done.anchor:
            self.anchors[done.anchor] = (done.value, self.count - done.before)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            missing = f"alias '*{event.anchor}' has no anchor '&{event.anchor}' before it"
            self._refuse(event, f"{missing}; quote a text that begins with '*'")
        value, size = self.anchors[event.anchor]
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._refuse(event, "a key must be a text")
        if self.count + size > MAX_VALUES:
            self._refuse(event, f"aliases expand to more than {MAX_VALUES} values")
        self._place(event, value, size)

    def _place(self, event: Any, value: Any, size: int) -> None:
        self.count += size
        if self.count > MAX_VALUES:
            self._refuse(event, f"more than {MAX_VALUES} values")
        if not self._skipped():
            path = self._next_path()
            self.places.values[path] = _mark(event.start_mark)
            if value is None and not getattr(event, "value", "*"):
                self.places.empty.add(path)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = (value, 1)
        self._attach(value)

    def _attach(self, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return
        assert top.key is not None
        if not top.skip:
            top.value[top.key] = value
        top.key, top.skip = None, False

    def _next_path(self) -> Path:
        if not self.stack:
            return ()
        top = self.stack[-1]
        return (*top.path, len(top.value) if isinstance(top.value, list) else top.key or "")

    def _skipped(self) -> bool:
        return bool(self.stack) and (self.stack[-1].hidden or self.stack[-1].skip)

    def _refuse(self, event: Any, message: str) -> None:
        raise DocumentError(self.places.locate([LocatedProblem((), message, mark=_mark(event.start_mark))]))
