"""Declare the arguments that several commands share, and read standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from mlarch.cli.completion import complete_name

__all__ = ["set_option", "standard_input", "target_argument", "targets_argument"]

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


def standard_input() -> str:
    """Return what is piped in, as text.

    Raises:
        DocumentError: where it is not UTF-8.
    """
    from mlarch.errors import DocumentError

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"-: not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
