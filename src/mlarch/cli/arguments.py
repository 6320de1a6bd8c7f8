"""Declare the arguments that several commands share, and what targets are resolved with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mlarch.cli.completion import complete_name

if TYPE_CHECKING:
    from mlarch.project.targets import Surroundings

__all__ = [
    "Command",
    "WithArguments",
    "set_option",
    "standard_input",
    "surroundings",
    "target_argument",
    "targets_argument",
    "timeout_option",
    "warn",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def target_argument(function: Command) -> Command:
    """Take one name or file as `target`."""
    return click.argument("target", metavar="NAME|FILE", shell_complete=complete_name)(function)


def targets_argument(function: Command) -> Command:
    """Take names, files and `-` as `names`."""
    return click.argument(
        "names", metavar="NAME|FILE|SCRIPT.py|- ...", nargs=-1, required=True, shell_complete=complete_name
    )(function)


def set_option(function: Command) -> Command:
    """Take parameters of a builder as `settings`, any number of times."""
    return click.option(
        "--set", "settings", metavar="K=V", multiple=True, help="Set a parameter; V is read as YAML."
    )(function)


def surroundings(
    settings: Iterable[str], arguments: Iterable[str] = (), timeout: float | None = None
) -> Surroundings:
    """Return what targets are resolved with on the command line."""
    from mlarch.project.targets import Surroundings, read_parameters

    return Surroundings(read_parameters(settings), standard_input, warn, tuple(arguments), timeout or 0.0)


class WithArguments(click.Command):
    """A command that keeps what follows `--` for the scripts it runs, as `arguments`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = args.index("--") if "--" in args else len(args)
        arguments = tuple(args[at + 1 :])
        rest = super().parse_args(ctx, args[:at])
        if arguments and not any(str(name).endswith(".py") for name in ctx.params.get("names", ())):
            raise click.UsageError("what follows '--' is for a script, and none is named.", ctx)
        ctx.params["arguments"] = arguments
        return rest


def timeout_option(function: Command) -> Command:
    """Take how long a script may run as `timeout`."""
    seconds = click.FloatRange(0, 86_400, min_open=True)
    return click.option(
        "--timeout", type=seconds, metavar="SECONDS", help="End a script that runs longer, with its line."
    )(function)


def standard_input() -> str:
    """Return the text of `-`."""
    from mlarch.errors import DocumentError

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise DocumentError(f"-: not UTF-8 text: byte {error.start} is {byte:#04x}") from None


def warn(warning: str) -> None:
    """Print a warning on stderr."""
    click.echo(f"warning: {warning}", err=True)
