"""Read YAML streams of foreign formats as values that know their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mlarch.documents.core_schema import resolve
from mlarch.documents.tree import MAX_BYTES, AliasNode, MappingNode, ScalarNode, SequenceNode, TreeNode
from mlarch.documents.yaml_tree import COLLECTION_TAGS, SCALAR_TAGS, STANDARD_TAG, parse_trees, short_tag
from mlarch.errors import DocumentError

__all__ = ["MAX_BYTES", "Map", "Place", "Seq", "YamlStream", "YamlText", "read_stream"]

_YAML_TAGS = COLLECTION_TAGS | SCALAR_TAGS
_VALUE_TAGS = _YAML_TAGS | {STANDARD_TAG + kind for kind in ("binary", "timestamp")}


class Place(NamedTuple):
    """A file, a line and a column, the latter two counted from 1."""

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
    """A scalar as written, `plain` if it has no quotes.

    `tag` is a tag of the format, or ''.
    """

    __slots__ = ("at", "plain", "tag")
    at: Place
    plain: bool
    tag: str

    def __new__(cls, text: str, at: Place, *, plain: bool = False, tag: str = "") -> YamlText:
        self = super().__new__(cls, text)
        self.at, self.plain, self.tag = at, plain, tag
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (_yaml_text, (str(self), self.at, self.plain, self.tag))

    def like(self, text: str) -> YamlText:
        """Return another text at the same place."""
        return YamlText(text, self.at, plain=self.plain, tag=self.tag)


def _yaml_text(text: str, at: Place, plain: bool, tag: str) -> YamlText:
    return YamlText(text, at, plain=plain, tag=tag)


class Map(dict[str, Any]):
    """A mapping with text keys; `marks` has the places of the keys written in it."""

    def __init__(self, items: Any = (), *, at: Place, tag: str = "") -> None:
        super().__init__(items)
        self.at, self.tag = at, tag
        self.marks: dict[str, Place] = {}

    def place(self, key: str) -> Place:
        """Return the place of a key, or of the mapping if that of the key is unknown."""
        return self.marks.get(key, self.at)

    def copy(self) -> Map:
        new = Map(self, at=self.at, tag=self.tag)
        new.marks = dict(self.marks)
        return new


class Seq(list[Any]):
    """A list that knows its place."""

    def __init__(self, items: Iterable[Any] = (), *, at: Place, tag: str = "") -> None:
        super().__init__(items)
        self.at, self.tag = at, tag


class YamlStream(NamedTuple):
    """The documents of a stream, and its oddities with their places."""

    documents: list[Any]
    oddities: list[tuple[Place, str]]


def read_stream(text: str, name: str, *, tags: Iterable[str] = ()) -> YamlStream:
    """Return the documents of YAML text as `Map`, `Seq`, `YamlText` and None.

    Scalars stay text. Merge keys (`<<`) are resolved. `tags` are allowed besides those of YAML.
    Nothing is constructed from a tag.

    Raises:
        DocumentError: if the text is not YAML, breaks a limit or has a tag that is not allowed.
    """
    hint = ": name the files that matter, or split it"
    trees = parse_trees(text, name, advice_on_size=hint)
    reader = _StreamReader(name, frozenset(tags))
    documents = [reader.value(tree) for tree in trees]
    if reader.problems:
        raise DocumentError(list(dict.fromkeys(reader.problems)))
    return YamlStream([document for document in documents if document is not None], reader.oddities)


class _StreamReader:
    """Turn trees into values. Aliases share the value of their anchor."""

    def __init__(self, name: str, tags: frozenset[str]) -> None:
        self.name, self.tags = name, tags
        self.problems: list[str] = []
        self.oddities: list[tuple[Place, str]] = []
        self._values: dict[int, Any] = {}  # by the id of a node

    def value(self, node: TreeNode) -> Any:
        if isinstance(node, AliasNode):
            target = node.target
            return self._scalar(target) if isinstance(target, ScalarNode) else self._values[id(target)]
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        value = self._mapping(node) if isinstance(node, MappingNode) else self._sequence(node)
        self._values[id(node)] = value
        return value

    def _scalar(self, node: ScalarNode) -> YamlText | None:
        tag = self._tag(node, _VALUE_TAGS)
        if node.plain and resolve(node.text) is None:
            return None
        return YamlText(node.text, self._place(node), plain=node.plain, tag=tag)

    def _sequence(self, node: SequenceNode) -> Seq:
        sequence = Seq(at=self._place(node), tag=self._tag(node, _YAML_TAGS))
        sequence += [self.value(item) for item in node.items]
        return sequence

    def _mapping(self, node: MappingNode) -> Map:
        """Return the last value of each key, with `<<` resolved."""
        mapping = Map(at=self._place(node), tag=self._tag(node, _YAML_TAGS))
        merged: list[Map] = []
        for key, item in zip(node.keys, node.values, strict=True):
            place = self._place(key)
            self._tag(key, _YAML_TAGS)
            if key.text in mapping:
                line = node.first(key).line
                message = f"key '{key.text}' is written twice, first in line {line}; the last one counts"
                self.oddities.append((place, message))
            mapping.marks[key.text] = place
            value = self.value(item)
            if key.text == "<<":
                merged += self._merged(value, place)
            else:
                mapping[key.text] = value
        for base in merged:
            for name, value in base.items():
                mapping.setdefault(name, value)
        return mapping

    def _merged(self, value: Any, place: Place) -> list[Map]:
        """Return the mappings of a merge key, https://yaml.org/type/merge.html."""
        bases = value if isinstance(value, Seq) else [value]
        if all(isinstance(base, Map) for base in bases):
            return [*bases]
        self.problems.append(f"{place}: '<<' takes a mapping or a list of mappings")
        return []

    def _place(self, node: ScalarNode | MappingNode | SequenceNode) -> Place:
        return Place(self.name, node.line, node.column)

    def _tag(self, node: ScalarNode | MappingNode | SequenceNode, allowed: frozenset[str | None]) -> str:
        """Return a tag of the format, '' for one of YAML. Any other is a problem."""
        if node.tag in allowed:
            return ""
        if node.tag in self.tags:
            return str(node.tag)
        self.problems.append(
            f"{self._place(node)}: tag '{short_tag(node.tag)}' is not allowed, "
            "since nothing is built from a tag: write the plain value"
        )
        return ""
