"""Say what each command does, as its help does."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mlarch.publish.gallery.docs_links import Command

__all__ = ["commands"]


def commands(context: click.Context) -> tuple[Command, ...]:
    """Return the help of the program that a context belongs to, and of each of its commands."""
    root = context.find_root()
    return tuple(_all(root.command, root))


def _all(command: click.Command, context: click.Context, above: str = "") -> Iterator[Command]:
    name = f"{above} {command.name}".strip()
    yield _said(command, context, name)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None and not found.hidden:
                yield from _all(found, click.Context(found, info_name=each, parent=context), name)


def _said(command: click.Command, context: click.Context, name: str) -> Command:
    from mlarch.publish.gallery.docs_links import Command

    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    records = [option.get_help_record(context) for option in command.get_params(context)]
    return Command(
        name,
        " ".join([name, *command.collect_usage_pieces(context)]),
        tuple(_paragraph(one) for one in text.split("\n\n") if one.strip()),
        tuple(record for record in records if record),
    )


def _paragraph(text: str) -> str:
    """Return a paragraph in one line, unless click is told to leave its lines."""
    kept = text.startswith("\b\n")
    return text.removeprefix("\b\n") if kept else " ".join(text.split())
