"""Load commands when they run, and turn their errors into messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from mlarch.cli.messages import BAD_INPUT, INTERRUPTED, print_problems
from mlarch.errors import MlarchError, did_you_mean

__all__ = ["CommandGroup"]

_KEYWORDS = ("import", "list")  # Python keywords and built-ins, which cannot name a module or function


class CommandGroup(click.Group):
    """A group whose commands are modules of `mlarch.cli`, imported when they run.

    The command `NAME` is the function `NAME` of the module of that name, or `NAME_` for keywords.
    """

    def __init__(self, *args: Any, summaries: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *self.summaries]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.summaries:
            return super().get_command(ctx, cmd_name)
        name = f"{cmd_name}_" if cmd_name in _KEYWORDS else cmd_name
        command: click.Command = getattr(import_module(f"mlarch.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*self.summaries.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if ctx.resilient_parsing or name.startswith("-") or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"No such command '{name}'.{did_you_mean(name, self.summaries)}", ctx)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MlarchError as error:
            return _fail(ctx, error.problems)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly when the reader of a pipe is gone
            _discard_output()
            return _fail(ctx, [_describe(error)])
        except KeyboardInterrupt as error:
            if error.args:  # raised in a user's script, with its line
                return _fail(ctx, [str(error)])
            return ctx.exit(INTERRUPTED)


def _fail(ctx: click.Context, problems: Iterable[str]) -> None:
    """Print problems and exit; with --verbose, print the traceback first."""
    if ctx.obj:
        click.echo(traceback.format_exc(), err=True, nl=False)
    print_problems(problems)
    ctx.exit(BAD_INPUT)


def _describe(error: OSError) -> str:
    """Return a system error in one line; an error of printing has no file name."""
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else f"cannot print: {reason}"


def _discard_output() -> None:
    """Redirect stdout to os.devnull so that Python does not report a failed write again at exit."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as devnull:
        os.dup2(devnull.fileno(), sys.stdout.fileno())
