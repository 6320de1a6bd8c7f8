"""Complete the names of entries, formats and parameters in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mlarch.model.parameters import BuilderParameter

__all__ = ["complete_format", "complete_name", "complete_setting"]


def complete_name(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the names of entries and families that start with `typed`, or files."""
    from click.shell_completion import CompletionItem

    from mlarch.project import registry

    entries = registry.entries()
    by_name = {entry.short_name: entry for entry in entries} | {entry.name: entry for entry in entries}
    items = [
        CompletionItem(name, help=entry.title) for name, entry in by_name.items() if name.startswith(typed)
    ]
    return items or [CompletionItem(typed, type="file")]


def complete_format(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the formats that complete the last item of a list."""
    from click.shell_completion import CompletionItem

    from mlarch.model.formats import FORMATS

    before, comma, last = typed.rpartition(",")
    return [CompletionItem(before + comma + format) for format in FORMATS if format.startswith(last)]


def complete_setting(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return `name=` for each parameter, or `name=value` for each of its choices."""
    from click.shell_completion import CompletionItem

    from mlarch.model.parameters import as_yaml

    name, equals, value = typed.partition("=")
    parameters = _parameters(context)
    if not equals:
        return [
            CompletionItem(f"{key}=", help=str(item))
            for key, item in parameters.items()
            if key.startswith(name)
        ]
    choices = map(as_yaml, parameters[name].choices) if name in parameters else ()
    return [CompletionItem(f"{name}={choice}") for choice in choices if choice.startswith(value)]


def _parameters(context: click.Context) -> dict[str, BuilderParameter]:
    """Return the parameters of the targets on the command line."""
    from mlarch.errors import MlarchError
    from mlarch.project.entry_parameters import parameters_of

    parameters: dict[str, BuilderParameter] = {}
    for target in context.args:  # click parses no argument before a --set that has no value yet
        try:
            parameters |= {parameter.name: parameter for parameter in parameters_of(target)}
        except (MlarchError, OSError, SyntaxError, ValueError):
            continue
    return parameters
