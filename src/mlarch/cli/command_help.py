"""Collect the help of every command, for the pages of the gallery."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mlarch.publish.gallery.pages.docs import Command

__all__ = ["commands"]


def commands(context: click.Context) -> tuple[Command, ...]:
    """Return the help of the root command of a context, and of each command in it."""
    root = context.find_root()
    return tuple(_walk(root.command, root))


def _walk(command: click.Command, context: click.Context, parent: str = "") -> Iterator[Command]:
    name = f"{parent} {command.name}".strip()
    yield _to_help(command, context, name)
    if isinstance(command, click.Group):
        for child_name in command.list_commands(context):
            child = command.get_command(context, child_name)
            if child is not None and not child.hidden:
                yield from _walk(child, click.Context(child, info_name=child_name, parent=context), name)


def _to_help(command: click.Command, context: click.Context, name: str) -> Command:
    from mlarch.publish.gallery.pages.docs import Command

    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    records = [option.get_help_record(context) for option in command.get_params(context)]
    return Command(
        name,
        " ".join([name, *command.collect_usage_pieces(context)]),
        tuple(_paragraph(block) for block in text.split("\n\n") if block.strip()),
        tuple(record for record in records if record),
    )


def _paragraph(text: str) -> str:
    """Return a paragraph in one line, unless a leading \\b tells click to keep its lines."""
    keeps_lines = text.startswith("\b\n")
    return text.removeprefix("\b\n") if keeps_lines else " ".join(text.split())
