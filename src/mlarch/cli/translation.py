"""Turn errors into messages and exit codes, in this one place."""

from __future__ import annotations

import traceback
from typing import Any

import click

from mlarch.errors import MlarchError

__all__ = ["BAD_INPUT", "FINDINGS", "INTERRUPTED", "Commands", "say_problems"]

FINDINGS = 1
BAD_INPUT = 2
INTERRUPTED = 130


class Commands(click.Group):
    """A group of commands whose errors become lines on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MlarchError as error:
            if ctx.obj:
                click.echo(traceback.format_exc(), err=True, nl=False)
            say_problems(error.problems)
            return ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            return ctx.exit(INTERRUPTED)


def say_problems(problems: tuple[str, ...]) -> None:
    """Print a line on stderr for each problem."""
    for problem in problems:
        click.echo(f"error: {problem}", err=True)
