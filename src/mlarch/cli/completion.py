"""Complete the names of entries and formats in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["complete_format", "complete_name"]


def complete_name(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the entries and families whose name or short name starts with `typed`, and files."""
    from click.shell_completion import CompletionItem

    from mlarch.project import registry

    entries = registry.available()
    named = {**{entry.short_name: entry for entry in entries}, **{entry.name: entry for entry in entries}}
    found = [
        CompletionItem(name, help=entry.title) for name, entry in named.items() if name.startswith(typed)
    ]
    return found or [CompletionItem(typed, type="file")]


def complete_format(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the formats that continue a list of formats."""
    from click.shell_completion import CompletionItem

    from mlarch.model.formats import FORMATS

    before, comma, last = typed.rpartition(",")
    return [CompletionItem(before + comma + format) for format in FORMATS if format.startswith(last)]
