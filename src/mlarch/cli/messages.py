"""Print problems and warnings on stderr, and name the exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from unicodedata import east_asian_width

import click

from mlarch.errors import Fault

__all__ = ["BAD_INPUT", "FINDINGS", "INTERRUPTED", "print_problems", "print_warning"]

FINDINGS = 1
BAD_INPUT = 2
INTERRUPTED = 130

_QUOTED = 100  # characters of a quoted line


def print_problems(problems: Iterable[str]) -> None:
    """Print each problem as a line on stderr, on a terminal with the faulty line of text below it."""
    on_terminal = sys.stderr.isatty()
    for problem in problems:
        click.echo(f"error: {_printable(problem)}", err=True)
        if on_terminal and isinstance(problem, Fault):
            click.echo(_quoted(problem.source, problem.column), err=True)


def print_warning(warning: str) -> None:
    """Print a warning on stderr."""
    click.echo(f"warning: {warning}", err=True)


def _printable(text: str) -> str:
    """Return a message with control characters escaped, since a terminal would obey them."""
    return "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)


def _quoted(source: str, column: int) -> str:
    """Return a line with a caret below the column, cut to the width of a terminal.

    >>> print(_quoted("title: a: b", 9))
        title: a: b
                ^
    """
    start = max(0, column - 1 - _QUOTED * 3 // 4)
    line = "".join(char if char.isprintable() else " " for char in source[start : start + _QUOTED])
    before = line[: column - 1 - start]
    return f"    {line}\n    {' ' * sum(2 if east_asian_width(char) in 'WF' else 1 for char in before)}^"
