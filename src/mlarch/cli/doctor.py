"""Print versions and missing dependencies."""

from __future__ import annotations

import click

from mlarch.cli.messages import FINDINGS

__all__ = ["doctor"]


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Print the version of everything that drawing depends on, and how to install what is missing."""
    from mlarch.project import doctor as checks

    dependencies = checks.examine()
    width = max(len(dependency.name) for dependency in dependencies)
    for dependency in dependencies:
        click.echo(f"{dependency.name:{width}}  {dependency.version or f'missing: {dependency.remedy}'}")
    context.exit(0 if all(dependency.version for dependency in dependencies) else FINDINGS)
