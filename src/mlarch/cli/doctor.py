"""Say what mlarch runs on."""

from __future__ import annotations

import click

from mlarch.cli.translation import FINDINGS

__all__ = ["doctor"]


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Print the versions of everything pictures depend on, and what is missing."""
    from mlarch.project import doctor as work

    parts = work.examine()
    width = max(len(part.name) for part in parts)
    for part in parts:
        click.echo(f"{part.name:{width}}  {part.found or f'missing: {part.remedy}'}")
    context.exit(0 if all(part.found for part in parts) else FINDINGS)
