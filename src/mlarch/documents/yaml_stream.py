"""Read a stream of YAML documents of somebody else's format as plain values that know their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from mlarch.documents.building import MAX_DEPTH
from mlarch.documents.core_schema import resolve
from mlarch.documents.yaml_reader import MAX_BYTES, MAX_VALUES, STANDARD_TAG, LoaderClass, syntax_problem
from mlarch.errors import DocumentError

__all__ = ["MAX_BYTES", "Map", "Place", "Seq", "YamlStream", "YamlText", "read_stream"]

_REREAD = 200_000  # characters that the slow parser, which words errors well, reads in a second
_PLAIN_TAGS = frozenset(
    (None, "!", *(STANDARD_TAG + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null")))
)
_TEXT_TAGS = frozenset(STANDARD_TAG + kind for kind in ("binary", "timestamp"))


class Place(NamedTuple):
    """Where something was written, lines and columns counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def short(self) -> str:
        """File and line, as a report quotes them."""
        return f"{self.file}:{self.line}"


class YamlText(str):
    """A scalar as it was written; `plain` where it stood without quotes, `tag` its own tag or ''."""

    __slots__ = ("at", "plain", "tag")
    at: Place
    plain: bool
    tag: str

    def __new__(cls, text: str, at: Place, *, plain: bool = False, tag: str = "") -> YamlText:
        self = super().__new__(cls, text)
        self.at, self.plain, self.tag = at, plain, tag
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (_text, (str(self), self.at, self.plain, self.tag))

    def like(self, text: str) -> YamlText:
        """Return another text of the same place."""
        return YamlText(text, self.at, plain=self.plain, tag=self.tag)


def _text(text: str, at: Place, plain: bool, tag: str) -> YamlText:
    return YamlText(text, at, plain=plain, tag=tag)


class Map(dict[str, Any]):
    """A mapping with text keys; `marks` says where each of its own keys was written."""

    def __init__(self, items: Any = (), *, at: Place, tag: str = "") -> None:
        super().__init__(items)
        self.at, self.tag = at, tag
        self.marks: dict[str, Place] = {}

    def place(self, key: str) -> Place:
        """Return where a key was written, or the mapping where that is not known."""
        return self.marks.get(key, self.at)

    def copy(self) -> Map:
        new = Map(self, at=self.at, tag=self.tag)
        new.marks = dict(self.marks)
        return new


class Seq(list[Any]):
    """A list that knows where it begins."""

    def __init__(self, items: Iterable[Any] = (), *, at: Place, tag: str = "") -> None:
        super().__init__(items)
        self.at, self.tag = at, tag


class YamlStream(NamedTuple):
    """The documents of a stream, empty ones left out, and what was odd in it, as place and message."""

    documents: list[Any]
    oddities: list[tuple[Place, str]]


def read_stream(text: str, name: str, *, tags: Iterable[str] = ()) -> YamlStream:
    """Return the documents of YAML text as `Map`, `Seq`, `YamlText` and None.

    Every scalar stays text. Merge keys (`<<`) are carried out. `tags` are the tags allowed besides
    YAML's own; nothing is ever built from a tag.

    Raises:
        DocumentError: where the text is not YAML, breaks a limit or has a tag that is not allowed.
    """
    size = len(text.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        raise DocumentError(f"{name}: larger than {limit}: name the files that matter, or split it")
    try:
        builder = _read(text, name, frozenset(tags))
    except yaml.YAMLError as error:
        message, mark = syntax_problem(error, text)
        where = f"{name}:{mark.line}:{mark.column}" if mark else name
        raise DocumentError(f"{where}: {message}") from None
    if builder.problems:
        raise DocumentError(builder.problems)
    return YamlStream(builder.documents, builder.oddities)


def _read(text: str, name: str, tags: frozenset[str]) -> _Builder:
    builder = _Builder(name, tags)
    try:
        builder.read(yaml.parse(text, Loader=LoaderClass))
    except yaml.YAMLError:
        if len(text) > _REREAD:
            raise
        builder = _Builder(name, tags)
        builder.read(yaml.parse(text, Loader=yaml.Loader))
    return builder


@dataclass
class _Open:
    """A mapping or list that is being read; `key` is the one whose value comes next, `inner` its depth."""

    value: Map | Seq
    anchor: str | None
    before: int
    key: str | None = None
    inner: int = 0
    merged: list[Any] = field(default_factory=list)


@dataclass
class _Builder:
    """Build values from parser events, without recursion."""

    name: str
    tags: frozenset[str]
    documents: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    oddities: list[tuple[Place, str]] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int, int]] = field(default_factory=dict)
    count: int = 0

    def read(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.anchors.clear()

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1)

    def _refuse(self, event: Any, message: str) -> None:
        raise DocumentError(f"{self._place(event)}: {message}")

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, Map) and self.stack[-1].key is None

    def _tag(self, event: Any, allowed: frozenset[str | None]) -> str:
        """Return a tag that the format knows, '' for one of YAML's own; any other is a problem."""
        tag = event.tag
        if tag in allowed:
            return ""
        if tag in self.tags:
            return str(tag)
        said = tag.replace(STANDARD_TAG, "!!")
        self.problems.append(
            f"{self._place(event)}: tag '{said}' is not allowed, since nothing is built from a tag: "
            "write the plain value"
        )
        return ""

    def _scalar(self, event: Any) -> None:
        if self._awaits_key():
            self._key(event)
            return
        tag = self._tag(event, _PLAIN_TAGS | _TEXT_TAGS)
        plain = event.implicit[0]
        value: YamlText | None = YamlText(event.value, self._place(event), plain=plain, tag=tag)
        if plain and not tag and resolve(event.value) is None:
            value = None
        self.count += 1
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self._attach(value, 0)

    def _key(self, event: Any) -> None:
        top = self.stack[-1]
        self._tag(event, _PLAIN_TAGS)
        if event.anchor:
            self.anchors[event.anchor] = (event.value, 1, 0)
        assert isinstance(top.value, Map)
        if event.value in top.value:
            said = f"key '{event.value}' is written twice, first in line {top.value.place(event.value).line}"
            self.oddities.append((self._place(event), f"{said}; the last one counts"))
        top.value.marks[event.value] = self._place(event)
        top.key = event.value

    def _start(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(event, f"nested deeper than {MAX_DEPTH}")
        if self._awaits_key():
            self._refuse(event, "a key must be a text")
        tag = self._tag(event, _PLAIN_TAGS)
        make: Any = Map if isinstance(event, yaml.MappingStartEvent) else Seq
        self.stack.append(_Open(make(at=self._place(event), tag=tag), event.anchor, self.count))

    def _end(self) -> None:
        done = self.stack.pop()
        if isinstance(done.value, Map):
            for base in done.merged:
                for key, item in base.items():
                    done.value.setdefault(key, item)
        self.count += 1
        if done.anchor:
            self.anchors[done.anchor] = (done.value, self.count - done.before, done.inner + 1)
        self._attach(done.value, done.inner + 1)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._refuse(event, f"alias '*{event.anchor}' has no anchor '&{event.anchor}' before it")
        value, size, depth = self.anchors[event.anchor]
        if self._awaits_key():
            self._refuse(event, "a key must be a text")
        self.count += size
        if self.count > MAX_VALUES:
            self._refuse(event, f"aliases expand to more than {MAX_VALUES} values: write fewer of them out")
        if len(self.stack) + depth > MAX_DEPTH:
            self._refuse(event, f"nested deeper than {MAX_DEPTH}")
        self._attach(value, depth)

    def _attach(self, value: Any, depth: int) -> None:
        if not self.stack:
            if value is not None:
                self.documents.append(value)
            return
        top = self.stack[-1]
        top.inner = max(top.inner, depth)
        if isinstance(top.value, Seq):
            top.value.append(value)
            return
        assert top.key is not None
        if top.key == "<<":
            self._merge(top, value)
        else:
            top.value[top.key] = value
        top.key = None

    def _merge(self, top: _Open, value: Any) -> None:
        bases = value if isinstance(value, Seq) else [value]
        if all(isinstance(base, Map) for base in bases):
            top.merged += bases
            return
        assert isinstance(top.value, Map)
        self.problems.append(f"{top.value.place('<<')}: '<<' takes a mapping or a list of mappings")
