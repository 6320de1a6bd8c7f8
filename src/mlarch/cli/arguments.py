"""Declare the arguments that several commands share, and read standard input."""

from __future__ import annotations

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
    """Return what is piped in, as text."""
    return click.get_text_stream("stdin", encoding="utf-8").read()
