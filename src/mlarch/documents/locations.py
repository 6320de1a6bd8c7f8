"""Remember where in a file each value of a document was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mlarch.errors import Fault

__all__ = ["LocatedProblem", "Mark", "Path", "Places", "Scalar"]

Path = tuple[str | int, ...]

_LONGEST = 1000  # characters of a message; a document may hold a key of megabytes

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what PyYAML counts as the end of a line


class Mark(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Scalar(NamedTuple):
    """A number, true or false in a YAML document, with the text that was written for it."""

    value: object
    text: str


class LocatedProblem(NamedTuple):
    """Something wrong in a document; `at_key` where the key is at fault and not its value."""

    path: Path
    message: str
    at_key: bool = False
    mark: Mark | None = None


@dataclass
class Places:
    """The marks of the keys and values of a document, by path; `name` is what messages call it.

    `text` is what was read, for quoting a line of it; `empty` holds the paths where nothing at all
    was written for a value.
    """

    name: str = ""
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    empty: set[Path] = field(default_factory=set)
    text: str = ""
    _lines: list[str] = field(default_factory=list)

    def find(self, problem: LocatedProblem) -> Mark | None:
        """Return where a problem is: at the deepest part of its path that was written down."""
        if problem.mark is not None:
            return problem.mark
        path = problem.path
        if problem.at_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        # An entry whose field is missing is best shown by its own key.
        shown = self.values if path == problem.path else self.keys
        return shown.get(path) or self.values.get(path)

    def locate(self, problems: Iterable[LocatedProblem]) -> list[str]:
        """Return the messages in order of place, each `name:line:column: message`."""
        found = [(self.find(problem), problem.message) for problem in problems]
        found.sort(key=lambda item: item[0] or Mark(0, 0))
        return [self._located(mark, message) for mark, message in found]

    def _located(self, mark: Mark | None, message: str) -> str:
        parts = [self.name] if self.name else []
        parts += [f"{mark.line}", f"{mark.column}"] if mark else []
        if len(message) > _LONGEST:
            message = f"{message[:_LONGEST]}..."
        said = f"{':'.join(parts)}: {message}" if parts else message
        line = self._line(mark) if mark else ""
        return Fault(said, line, mark.column) if mark and line else said

    def _line(self, mark: Mark) -> str:
        if not self._lines:
            self._lines = _BREAK.split(self.text)
        return self._lines[mark.line - 1] if mark.line <= len(self._lines) else ""
