"""Hold a YAML or JSON text as a tree of values that know their line and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "AliasNode",
    "MappingNode",
    "Mark",
    "ScalarNode",
    "SequenceNode",
    "TreeBuilder",
    "TreeError",
    "TreeNode",
]

MAX_BYTES = 5_000_000
"""The size of the largest text that is read."""

MAX_DEPTH = 50
"""How deep values may be nested, through aliases too."""

MAX_VALUES = 300_000
"""The most values in a text, with aliases expanded: more than any document of unequal parts has."""


class Mark(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class _Located:
    """A part of a tree; its line and column are numbers, since trees are large."""

    __slots__ = ()
    line: int
    column: int

    @property
    def mark(self) -> Mark:
        return Mark(self.line, self.column)


@dataclass(slots=True)
class ScalarNode(_Located):
    """A text, number, true, false or null, as written.

    It is `plain` if it has neither quotes nor a tag.
    """

    line: int
    column: int
    text: str
    plain: bool = False
    tag: str | None = None


@dataclass(slots=True)
class MappingNode(_Located):
    """The keys and values of a mapping, in order.

    A key may be repeated. `index` has the first of each.
    """

    line: int
    column: int
    tag: str | None = None
    keys: list[ScalarNode] = field(default_factory=list)
    values: list[TreeNode] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def add(self, key: ScalarNode, value: TreeNode) -> None:
        self.index.setdefault(key.text, len(self.keys))
        self.keys.append(key)
        self.values.append(value)

    def first(self, key: ScalarNode) -> ScalarNode:
        """Return the first key with the text of a key."""
        return self.keys[self.index[key.text]]


@dataclass(slots=True)
class SequenceNode(_Located):
    """The items of a list."""

    line: int
    column: int
    tag: str | None = None
    items: list[TreeNode] = field(default_factory=list)


@dataclass(slots=True)
class AliasNode(_Located):
    """A value that is written elsewhere, under an anchor."""

    line: int
    column: int
    target: ScalarNode | MappingNode | SequenceNode


TreeNode = ScalarNode | MappingNode | SequenceNode | AliasNode


class TreeError(Exception):
    """A text that breaks a limit or the rules of a tree, and the mark of the fault."""

    def __init__(self, message: str, mark: Mark) -> None:
        super().__init__(message)
        self.message, self.mark = message, mark


@dataclass(slots=True)
class _OpenNode:
    """A mapping or list whose end has not been read.

    `key` has no value yet, `height` is that of the tallest value so far, `earlier` counts the values
    before this one.
    """

    node: MappingNode | SequenceNode
    anchor: str | None
    earlier: int
    key: ScalarNode | None = None
    height: int = 0


class _Anchored(NamedTuple):
    """A value with an anchor, the number of values in it, and their depth."""

    node: ScalarNode | MappingNode | SequenceNode
    size: int
    height: int


class TreeBuilder:
    """Build trees from the events of a parser.

    There is no recursion, so that no nesting exhausts the stack. `roots` has the value of
    each document that holds one.
    """

    def __init__(self) -> None:
        self.roots: list[TreeNode] = []
        self._open: list[_OpenNode] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0

    @property
    def expects_key(self) -> bool:
        """Whether the next value is the key of a mapping."""
        return bool(self._open) and isinstance(self._open[-1].node, MappingNode) and not self._open[-1].key

    def start_document(self) -> None:
        self._anchors.clear()

    def scalar(self, node: ScalarNode, anchor: str | None = None) -> None:
        if anchor:
            self._anchors[anchor] = _Anchored(node, 1, 0)
        if self.expects_key:
            self._open[-1].key = node
        else:
            self._add(node, 1, 0)

    def alias(self, anchor: str, line: int, column: int) -> None:
        mark, target = Mark(line, column), self._anchors.get(anchor)
        if target is None:
            hint = "quote a text that begins with '*'"
            raise TreeError(f"alias '*{anchor}' has no anchor '&{anchor}' before it; {hint}", mark)
        self._refuse_as_key(mark)
        if self._count + target.size > MAX_VALUES:
            message = f"aliases expand to more than {MAX_VALUES} values: write fewer of them out"
            raise TreeError(message, mark)
        if len(self._open) + target.height > MAX_DEPTH:
            raise TreeError(f"nested deeper than {MAX_DEPTH}", mark)
        self._add(AliasNode(line, column, target.node), target.size, target.height)

    def start(self, node: MappingNode | SequenceNode, anchor: str | None = None) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise TreeError(f"nested deeper than {MAX_DEPTH}", node.mark)
        self._refuse_as_key(node.mark)
        self._open.append(_OpenNode(node, anchor, self._count))

    def end(self) -> None:
        closed = self._open.pop()
        height = closed.height + 1
        self._add(closed.node, 1, height)
        if closed.anchor:
            self._anchors[closed.anchor] = _Anchored(closed.node, self._count - closed.earlier, height)

    def _refuse_as_key(self, mark: Mark) -> None:
        if self.expects_key:
            raise TreeError("a key must be a text", mark)

    def _add(self, node: TreeNode, size: int, height: int) -> None:
        self._count += size
        if self._count > MAX_VALUES:
            raise TreeError(f"more than {MAX_VALUES} values", node.mark)
        if not self._open:
            self.roots.append(node)
            return
        parent = self._open[-1]
        parent.height = max(parent.height, height)
        if isinstance(parent.node, SequenceNode):
            parent.node.items.append(node)
        elif parent.key is not None:
            parent.node.add(parent.key, node)
            parent.key = None
