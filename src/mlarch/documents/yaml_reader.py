"""Read a YAML document as plain values that can be located."""

from __future__ import annotations

from typing import Any, NamedTuple

from mlarch.documents.core_schema import resolve
from mlarch.documents.locations import LocatedProblem, Places
from mlarch.documents.scalars import Scalar
from mlarch.documents.tree import AliasNode, MappingNode, ScalarNode, SequenceNode, TreeNode
from mlarch.documents.yaml_tree import COLLECTION_TAGS, SCALAR_TAGS, TEXT_TAGS, parse_trees, short_tag

__all__ = ["Parsed", "parse", "repeated_key"]


class Parsed(NamedTuple):
    """The value of a document, the marks of its parts, and the problems of writing it."""

    root: Any
    places: Places
    problems: list[LocatedProblem]


def parse(text: str, name: str = "") -> Parsed:
    """Return the value of a YAML document.

    Mappings are dicts with text keys, sequences are lists. Numbers, true and false are `Scalar`s,
    which keep the text as written.

    Raises:
        DocumentError: if the text is not YAML, or breaks a limit.
    """
    trees = parse_trees(text, name, single=True)
    if not trees:
        return Parsed(None, Places(name, text), [])
    reader = _ValueReader()
    value = reader.value(trees[0], report=True)
    return Parsed(value, Places(name, text, trees[0]), reader.problems)


def repeated_key(key: ScalarNode, mapping: MappingNode) -> LocatedProblem:
    """Return the problem of a key that its mapping has already."""
    message = f"key '{key.text}' is written twice, first in line {mapping.first(key).line}"
    return LocatedProblem((), message, mark=key.mark)


class _ValueReader:
    """Turn a tree into values. Aliases share the value of their anchor."""

    def __init__(self) -> None:
        self.problems: list[LocatedProblem] = []
        self._values: dict[int, Any] = {}  # by the id of a node

    def value(self, node: TreeNode, *, report: bool) -> Any:
        """Return the value of a node; `report` its repeated keys."""
        if isinstance(node, AliasNode):
            target = node.target
            return self._scalar(target) if isinstance(target, ScalarNode) else self._values[id(target)]
        if isinstance(node, ScalarNode):
            self._check_tag(node, SCALAR_TAGS)
            return self._scalar(node)
        self._check_tag(node, COLLECTION_TAGS)
        value = self._mapping(node, report) if isinstance(node, MappingNode) else self._list(node, report)
        self._values[id(node)] = value
        return value

    def _mapping(self, node: MappingNode, report: bool) -> dict[str, Any]:
        """Return the first value of each key; others may hold anchors."""
        values: dict[str, Any] = {}
        for key, child in zip(node.keys, node.values, strict=True):
            is_first = node.first(key) is key
            self._check_tag(key, SCALAR_TAGS)
            if report and not is_first:
                self.problems.append(repeated_key(key, node))
            value = self.value(child, report=report and is_first)
            values.setdefault(key.text, value)
        return values

    def _list(self, node: SequenceNode, report: bool) -> list[Any]:
        return [self.value(item, report=report) for item in node.items]

    def _scalar(self, node: ScalarNode) -> Any:
        if not node.plain and (node.tag in TEXT_TAGS or node.tag not in SCALAR_TAGS):
            return node.text
        value = resolve(node.text)
        return value if value is None or isinstance(value, str) else Scalar(value, node.text)

    def _check_tag(
        self, node: ScalarNode | MappingNode | SequenceNode, allowed: frozenset[str | None]
    ) -> None:
        if node.tag not in allowed:
            message = f"tag '{short_tag(node.tag)}' is not allowed; quote a text that begins with '!'"
            self.problems.append(LocatedProblem((), message, mark=node.mark))
