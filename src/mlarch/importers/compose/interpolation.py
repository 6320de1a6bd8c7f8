"""Replace variables in Compose files.

Source: https://docs.docker.com/reference/compose-file/interpolation/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, Seq, YamlText
from mlarch.importers.report import ImportReport

__all__ = ["Variables", "read_env"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MODIFIER = re.compile(r":?[-?+]")
_COMMENT = re.compile(r"(?:^|\s)#")
_MAX_DEPTH = 20
_MAX_QUOTED = 60


@dataclass
class Variables:
    """The variables of a project; `problems` collects faulty and missing ones."""

    values: Mapping[str, str]
    report: ImportReport
    problems: list[str] = field(default_factory=list)

    def into(self, value: Any) -> Any:
        """Return a value with the variables replaced in its texts, but not in its keys."""
        if isinstance(value, YamlText):
            return value.like(self.text(value, value.at)) if "$" in value else value
        if isinstance(value, Map):
            new = value.copy()
            for key, item in value.items():
                new[key] = self.into(item)
            return new
        if isinstance(value, Seq):
            return Seq([self.into(item) for item in value], at=value.at, tag=value.tag)
        return value

    def text(self, text: str, at: Place, depth: int = 0) -> str:
        """Return a text with `$NAME`, `${NAME}` and `${NAME:-default}` replaced."""
        return "".join(self._pieces(text, at, depth))

    def _pieces(self, text: str, at: Place, depth: int) -> Iterator[str]:
        position = 0
        while (dollar := text.find("$", position)) >= 0:
            yield text[position:dollar]
            name = _NAME.match(text, dollar + 1)
            if text.startswith("$$", dollar):
                yield "$"
                position = dollar + 2
            elif name:
                yield self._value(name[0], at)
                position = name.end()
            elif text.startswith("${", dollar):
                end = _closing_brace(text, dollar + 2)
                if end < 0 or depth > _MAX_DEPTH:
                    start = text[dollar:][:_MAX_QUOTED]
                    self._refuse(at, f"'{start}' has no closing brace: write '$$' for a dollar")
                    return
                yield self._expression(text[dollar + 2 : end], at, depth)
                position = end + 1
            else:
                yield "$"
                position = dollar + 1
        yield text[position:]

    def _expression(self, expression: str, at: Place, depth: int) -> str:
        """Return the value of an expression in braces."""
        name = _NAME.match(expression)
        if name is None:
            self._refuse(at, f"'${{{expression}}}' names no variable: write '$$' for a dollar")
            return ""
        rest = expression[name.end() :]
        if not rest:
            return self._value(name[0], at)
        modifier = _MODIFIER.match(rest)
        if modifier is None:
            forms = "${X}, ${X:-default}, ${X:?message}, ${X:+other}"
            self._refuse(at, f"'${{{expression}}}' is not one of {forms}")
            return ""
        return self._modified(name[0], modifier[0], rest[modifier.end() :], at, depth + 1)

    def _modified(self, name: str, modifier: str, word: str, at: Place, depth: int) -> str:
        value = self.values.get(name)
        is_set = value is not None and (value != "" or not modifier.startswith(":"))
        if modifier.endswith("+"):
            return self.text(word, at, depth) if is_set else ""
        if is_set:
            return str(value)
        text = self.text(word, at, depth)
        if modifier.endswith("-"):
            return text
        reason = f" ({text})" if text else ""
        self._refuse(at, f"variable '{name}' must be set{reason}: give it a value in .env beside the file")
        return ""

    def _value(self, name: str, at: Place) -> str:
        value = self.values.get(name)
        if value is None:
            self.report.unset_variable(name, at)
            return ""
        return value

    def _refuse(self, at: Place, message: str) -> None:
        problem = f"{at}: {message}"
        if problem not in self.problems:
            self.problems.append(problem)


def read_env(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an env file; they may refer to each other and `known`.

    >>> read_env("A=1\\nexport B='x y'  # why\\nC=${A}2\\n# D=3", {})
    {'A': '1', 'B': 'x y', 'C': '12'}
    """
    variables: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            continue
        value, is_literal = _unquoted(value)
        if "$" in value and not is_literal:
            interpolation = Variables({**known, **variables}, ImportReport())
            value = interpolation.text(value, Place("", number, 1))
        variables[name.strip()] = value
    return variables


def _unquoted(value: str) -> tuple[str, bool]:
    """Return a value without quotes or comment, and whether it had single quotes."""
    quote = value.strip()[:1]
    if quote in ("'", '"'):
        return value.strip()[1:].partition(quote)[0], quote == "'"
    return _COMMENT.split(value, maxsplit=1)[0].strip(), False


def _closing_brace(text: str, start: int) -> int:
    """Return the index of the brace that closes the one before `start`, or -1."""
    depth = 1
    for index in range(start, len(text)):
        if text.startswith("${", index):
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if not depth:
                return index
    return -1
