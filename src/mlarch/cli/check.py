"""Run every check on architectures, for continuous integration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlarch.cli.completion import complete_name
from mlarch.cli.messages import BAD_INPUT, FINDINGS, print_problems
from mlarch.cli.options import GeneratedHelp, list_severities, standard_input
from mlarch.importers import FORMATS, INPUTS

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["check"]


@click.command()
@click.argument("names", metavar="[NAME|FILE|DIR|-]...", nargs=-1, shell_complete=complete_name)
@click.option(
    "--against", "paths", metavar="PATH|-", multiple=True,
    help=f"Deployed configuration: {INPUTS}, or a folder of them [repeatable].",
)  # fmt: skip
@click.option(
    "--from", "format", type=click.Choice(FORMATS),
    help="Format of the --against files [default: detected].",
)  # fmt: skip
@click.option(
    "-o", "--output", default="out", show_default=True, metavar="DIR", help="Directory of the pictures."
)
@click.option(
    "--severity", default="info", show_default=True, metavar="S", cls=GeneratedHelp,
    text=lambda: f"Lowest severity of lint findings to report: {list_severities()}.",
)  # fmt: skip
@click.option("--no-python", is_flag=True, help="Do not run Python; exit 2 if there is any.")
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
    """Run validate, lint, build --check and drift in one command.

    Without a name, everything in ./architectures is checked. Exit 1 if a check finds something, 2 if
    an input cannot be read.
    """
    from mlarch.project import review

    if format and not paths:
        raise click.UsageError("'--from' needs '--against'.")
    if "-" in names and "-" in paths:
        raise click.UsageError("Only one of the two can be '-'.")
    result = review.review(
        review.subjects(names),
        review.ReviewOptions(
            Path(output), _deployed(paths, format), severity, python=not no_python, read=standard_input
        ),
    )
    for line in result.lines():
        click.echo(line)
    print_problems(result.problems)
    if result.findings:
        click.echo(f"reasons and remedies: mlarch lint {result.findings[0][0]}", err=True)
    click.echo(result.summary(), err=True)
    context.exit(BAD_INPUT if result.problems else FINDINGS if result else 0)


def _deployed(paths: tuple[str, ...], format: str | None) -> Architecture | None:
    from mlarch import importers

    return importers.read(paths, format or "", stdin=standard_input).architecture if paths else None
