"""Put variables into the texts of a Compose file, as Compose does."""

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
_MOST_NESTED = 20


@dataclass
class Variables:
    """The variables a project knows, and what went wrong with putting them in."""

    values: Mapping[str, str]
    report: ImportReport
    problems: list[str] = field(default_factory=list)

    def into(self, value: Any) -> Any:
        """Return a value with every text of it interpolated; keys stay as they are."""
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
        """Return a text with `$NAME`, `${NAME}`, `${NAME:-default}` and the like put in; `$$` is a `$`."""
        return "".join(self._pieces(text, at, depth))

    def _pieces(self, text: str, at: Place, depth: int) -> Iterator[str]:
        position = 0
        while (dollar := text.find("$", position)) >= 0:
            yield text[position:dollar]
            said = _NAME.match(text, dollar + 1)
            if text.startswith("$$", dollar):
                yield "$"
                position = dollar + 2
            elif said:
                yield self._value(said[0], at)
                position = said.end()
            elif text.startswith("${", dollar):
                end = _closing(text, dollar + 2)
                if end < 0 or depth > _MOST_NESTED:
                    self._wrong(at, f"'{text[dollar:][:60]}' has no closing brace: write '$$' for a dollar")
                    return
                yield self._braced(text[dollar + 2 : end], at, depth)
                position = end + 1
            else:
                yield "$"
                position = dollar + 1
        yield text[position:]

    def _braced(self, inner: str, at: Place, depth: int) -> str:
        name = _NAME.match(inner)
        if name is None:
            self._wrong(at, f"'${{{inner}}}' names no variable: write '$$' for a dollar")
            return ""
        rest = inner[name.end() :]
        modifier = _MODIFIER.match(rest)
        if not rest:
            return self._value(name[0], at)
        if modifier is None:
            self._wrong(
                at, f"'${{{inner}}}' is not one of ${{X}}, ${{X:-default}}, ${{X:?message}}, ${{X:+other}}"
            )
            return ""
        return self._modified(name[0], modifier[0], rest[modifier.end() :], at, depth)

    def _modified(self, name: str, modifier: str, word: str, at: Place, depth: int) -> str:
        value = self.values.get(name)
        there = value is not None and (value != "" or not modifier.startswith(":"))
        if modifier.endswith("+"):
            return self.text(word, at, depth + 1) if there else ""
        if there:
            return str(value)
        if modifier.endswith("-"):
            return self.text(word, at, depth + 1)
        said = self.text(word, at, depth + 1)
        reason = f" ({said})" if said else ""
        self._wrong(at, f"variable '{name}' must be set{reason}: give it a value in .env beside the file")
        return ""

    def _value(self, name: str, at: Place) -> str:
        value = self.values.get(name)
        if value is None:
            self.report.no_value(name, at)
            return ""
        return value

    def _wrong(self, at: Place, message: str) -> None:
        problem = f"{at}: {message}"
        if problem not in self.problems:
            self.problems.append(problem)


def read_env(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an env file; `known` are those it may use.

    >>> read_env("A=1\\nexport B='x y'  # why\\nC=${A}2\\n# D=3", {})
    {'A': '1', 'B': 'x y', 'C': '12'}
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name = name.strip()
        if not equals or not _NAME.fullmatch(name):
            continue
        quote = value.lstrip()[:1]
        if quote and quote in "\"'":
            value = value.strip()[1:].partition(quote)[0]
        else:
            value = re.split(r"(?:^|\s)#", value, maxsplit=1)[0].strip()
        if quote != "'" and "$" in value:
            variables = Variables({**known, **found}, ImportReport())
            value = variables.text(value, Place("", number, 1))
        found[name] = value
    return found


def _closing(text: str, start: int) -> int:
    """Return where the brace closes that was opened before `start`, -1 where it does not."""
    depth = 1
    for at in range(start, len(text)):
        if text.startswith("${", at):
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at
    return -1
