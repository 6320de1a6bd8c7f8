"""Declare the options that say how a picture is drawn, under the names of `mlarch.layout.options.Options`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["drawing_options", "given"]

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--theme", metavar="T", help="light, dark, auto or print."),
    click.option("--direction", metavar="D", help="LR, RL, TB or BT."),
    click.option("--flow", metavar="NAME|none", help="The flow to number; the first."),
    click.option("--width", type=float, metavar="N", help="CSS pixels of the finished picture."),
    click.option("--fit", metavar="F", help="readme, 16:9 or a4: direction, size and margins to fit it."),
    click.option("--transparent", is_flag=True, help="Draw no background."),
    click.option("--no-title", is_flag=True, help="Draw neither title nor summary nor credit line."),
    click.option("--notes", is_flag=True, help="Write the notes below the legend."),
    click.option("--text", metavar="T", help="text, or paths: outlines, for slide programs."),
)


def drawing_options(function: Command) -> Command:
    """Take what a picture can be asked for; `given` makes of it what was asked for."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that differ from the default.

    >>> given({"theme": None, "width": 900.0, "notes": False, "no_title": True})
    {'width': 900.0, 'title': False}
    """
    said = {name: value for name, value in options.items() if value is not None and value is not False}
    return {**said, "title": False} if said.pop("no_title", False) else said
