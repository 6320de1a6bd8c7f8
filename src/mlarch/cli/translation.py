"""Turn errors into messages and exit codes, in this one place."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import click

from mlarch.errors import Fault, MlarchError, did_you_mean

__all__ = ["BAD_INPUT", "FINDINGS", "INTERRUPTED", "Commands", "say_problems"]

FINDINGS = 1
BAD_INPUT = 2
INTERRUPTED = 130

_WORDS = ("import", "list")  # of Python, which no module or function of ours can shadow
_QUOTED = 100  # characters of a quoted line


class Commands(click.Group):
    """A group of commands, loaded when they are asked for, whose errors become lines on stderr.

    The command `NAME` is what is called so, or `NAME_` for a word of Python's, in the module of that name.
    """

    def __init__(self, *args: Any, names: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.names = tuple(names)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self.names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.names:
            return super().get_command(ctx, cmd_name)
        name = f"{cmd_name}_" if cmd_name in _WORDS else cmd_name
        command: click.Command = getattr(import_module(f"mlarch.cli.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if ctx.resilient_parsing or name.startswith("-") or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"No such command '{name}'.{did_you_mean(name, self.names)}", ctx)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MlarchError as error:
            return _refuse(ctx, error.problems)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # nobody reads on, which click ends quietly
            _drop_output()
            return _refuse(ctx, [_said(error)])
        except KeyboardInterrupt as error:
            if error.args:  # a script of the user's was, on this line
                return _refuse(ctx, [str(error)])
            return ctx.exit(INTERRUPTED)


def say_problems(problems: Iterable[str]) -> None:
    """Print a line on stderr for each problem, and on a terminal the line of text it is about."""
    shown = sys.stderr.isatty()
    for problem in problems:
        click.echo(f"error: {_printable(problem)}", err=True)
        if shown and isinstance(problem, Fault):
            click.echo(_quoted(problem.source, problem.column), err=True)


def _printable(text: str) -> str:
    """Return a message with what a terminal would obey written as an escape."""
    return "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)


def _quoted(source: str, column: int) -> str:
    """Return a line with a caret below the column, cut to what a terminal shows.

    >>> print(_quoted("title: a: b", 9))
        title: a: b
                ^
    """
    start = max(0, column - 1 - _QUOTED * 3 // 4)
    line = "".join(char if char.isprintable() else " " for char in source[start : start + _QUOTED])
    before = line[: column - 1 - start]
    return f"    {line}\n    {' ' * sum(2 if east_asian_width(char) in 'WF' else 1 for char in before)}^"


def _refuse(ctx: click.Context, problems: Iterable[str]) -> None:
    """Say what is wrong with what was asked, and where that was found if asked to be verbose."""
    if ctx.obj:
        click.echo(traceback.format_exc(), err=True, nl=False)
    say_problems(problems)
    ctx.exit(BAD_INPUT)


def _said(error: OSError) -> str:
    """Return what the system refused, in one line: reading a file, or printing, which has no name."""
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else f"cannot print: {reason}"


def _drop_output() -> None:
    """Let what could not be printed go nowhere, or Python would try, and complain, once more at exit."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
