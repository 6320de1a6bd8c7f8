"""Locate the problems of a document in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mlarch.documents.tree import MappingNode, Mark, ScalarNode, SequenceNode, TreeNode
from mlarch.errors import Fault

__all__ = ["LocatedProblem", "Path", "Places"]

Path = tuple[str | int, ...]
"""The keys and indices that lead from the top of a document to a value."""

_LONGEST = 1000  # characters of a message; a document may hold a key of megabytes

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what PyYAML counts as the end of a line


class LocatedProblem(NamedTuple):
    """A problem of the value at a path, or of its key if `at_key`.

    `mark` is a place that has no path.
    """

    path: Path
    message: str
    at_key: bool = False
    mark: Mark | None = None


class _Step(NamedTuple):
    """A value on a path, and the mark of its key in a mapping."""

    node: TreeNode
    key: Mark | None = None


@dataclass
class Places:
    """The tree of a document, to look up lines and columns by path.

    `name` is the name of the document in messages, `text` the text that they quote a line of.
    """

    name: str = ""
    text: str = ""
    root: TreeNode | None = None
    _lines: list[str] = field(default_factory=list)

    def depth(self, path: Path) -> int:
        """Return how many parts of a path are written in the document."""
        return max(len(self._steps(path)) - 1, 0)

    def has(self, path: Path) -> bool:
        """Return True if there is a value at a path."""
        return len(self._steps(path)) == len(path) + 1

    def is_empty(self, path: Path) -> bool:
        """Return True if nothing at all is written for the value of a key."""
        steps = self._steps(path)
        node = steps[-1].node if len(steps) == len(path) + 1 else None
        return isinstance(node, ScalarNode) and node.plain and not node.text

    def find(self, problem: LocatedProblem) -> Mark | None:
        """Return the mark of a problem, or of the deepest written part of its path."""
        steps = self._steps(problem.path)
        if problem.mark is not None or not steps:
            return problem.mark
        node, key = steps[-1]
        # A missing field is best shown at the key of its entry.
        is_missing = len(steps) <= len(problem.path)
        return key if key and (problem.at_key or is_missing) else node.mark

    def locate(self, problems: Iterable[LocatedProblem]) -> list[str]:
        """Return the messages in order of place, each `name:line:column: message`."""
        located = [(self.find(problem), problem.message) for problem in problems]
        located.sort(key=lambda item: item[0] or Mark(0, 0))
        return [self._message(mark, message) for mark, message in located]

    def _steps(self, path: Path) -> list[_Step]:
        """Return the values from the root along a path, as far as they are written."""
        if self.root is None:
            return []
        steps = [_Step(self.root)]
        for part in path:
            step = _child(steps[-1].node, part)
            if step is None:
                break
            steps.append(step)
        return steps

    def _message(self, mark: Mark | None, message: str) -> str:
        parts = [self.name] if self.name else []
        parts += [f"{mark.line}", f"{mark.column}"] if mark else []
        if len(message) > _LONGEST:
            message = f"{message[:_LONGEST]}..."
        located = f"{':'.join(parts)}: {message}" if parts else message
        line = self._line(mark) if mark else ""
        return Fault(located, line, mark.column) if mark and line else located

    def _line(self, mark: Mark) -> str:
        if not self._lines:
            self._lines = _BREAK.split(self.text)
        return self._lines[mark.line - 1] if mark.line <= len(self._lines) else ""


def _child(node: TreeNode, part: str | int) -> _Step | None:
    """Return the value at a key or index, None inside of an alias."""
    if isinstance(node, MappingNode) and isinstance(part, str) and part in node.index:
        index = node.index[part]
        return _Step(node.values[index], node.keys[index].mark)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
        return _Step(node.items[part])
    return None
