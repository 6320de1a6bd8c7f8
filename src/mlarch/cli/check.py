"""Check architectures in every way there is, for continuous integration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import standard_input
from mlarch.cli.completion import complete_name
from mlarch.cli.translation import BAD_INPUT, FINDINGS, say_problems

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["check"]


@click.command()
@click.argument("names", metavar="[NAME|FILE|DIR|-]...", nargs=-1, shell_complete=complete_name)
@click.option(
    "--against", "paths", metavar="PATH|-", multiple=True,
    help="What is deployed: a Compose file, Kubernetes objects or a folder of them; any number of times.",
)  # fmt: skip
@click.option("--from", "format", type=click.Choice(["compose", "kubernetes"]), help="What these files are.")
@click.option("-o", "--output", default="out", show_default=True, metavar="DIR", help="Where pictures are.")
@click.option(
    "--severity", default="info", metavar="S", help="The least of lint that counts: error, warning or info."
)
@click.option("--no-python", is_flag=True, help="Run no Python; exit 2 where there is any.")
@click.pass_context
def check(
    context: click.Context,
    names: tuple[str, ...],
    paths: tuple[str, ...],
    format: str | None,
    output: str,
    severity: str,
    no_python: bool,
) -> None:
    """Check that architectures are valid, make sense, are drawn as they are and deployed as drawn.

    That is validate, lint, build --check and drift in one, of ./architectures where nothing is named.
    Exit 1 where one of them finds something, 2 where something cannot be read.
    """
    from mlarch.project import review

    if format and not paths:
        raise click.UsageError("'--from' needs '--against'.")
    if "-" in names and "-" in paths:
        raise click.UsageError("Only one of the two can be '-'.")
    found = review.review(
        review.subjects(names),
        review.Against(
            Path(output), _deployed(paths, format), severity, python=not no_python, read=standard_input
        ),
    )
    for line in found.lines():
        click.echo(line)
    say_problems(found.problems)
    if found.findings:
        click.echo(f"mlarch lint {found.findings[0][0]} says why, and how it can be", err=True)
    click.echo(found.summary(), err=True)
    context.exit(BAD_INPUT if found.problems else FINDINGS if found else 0)


def _deployed(paths: tuple[str, ...], format: str | None) -> Architecture | None:
    from mlarch import importers

    return importers.read(paths, format or "", stdin=standard_input).architecture if paths else None
