"""Take the options that choose what of an architecture is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.arguments import Command

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["view_options", "viewed"]

_IDS = ("only", "hide", "tag", "focus")
_COUNTS = ("hops", "depth")


def view_options(function: Command) -> Command:
    """Take what of an architecture is shown: ids and tags any number of times, or with commas."""
    for option in (
        click.option("--depth", type=click.IntRange(0), metavar="N", help="Draw deeper clusters as nodes."),
        click.option("--hops", type=click.IntRange(0), metavar="N", help="How many edges from --focus; 1."),
        click.option("--focus", metavar="ID,...", multiple=True, help="Show what is near these."),
        click.option("--tag", metavar="TAG,...", multiple=True, help="Show what has one of these tags."),
        click.option("--hide", metavar="ID,...", multiple=True, help="Leave these out."),
        click.option("--only", metavar="ID,...", multiple=True, help="Show only these nodes and clusters."),
    ):
        function = option(function)
    return function


def viewed(architectures: Iterable[Architecture], options: dict[str, Any]) -> tuple[Architecture, ...]:
    """Return the part of each that the options choose, all where they choose nothing.

    The options of a view are taken out of `options`.
    """
    given = {key: tuple(_words(options.pop(key))) for key in _IDS}
    given |= {key: options.pop(key) for key in _COUNTS}
    wanted = {key: value for key, value in given.items() if value not in ((), None)}
    return tuple(arch.view(**wanted) if wanted else arch for arch in architectures)


def _words(texts: Iterable[str]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]
