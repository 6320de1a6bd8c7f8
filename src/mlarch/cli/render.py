"""Draw entries, documents and scripts into files or to stdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.arguments import WithArguments, set_option, surroundings, targets_argument, timeout_option
from mlarch.cli.completion import complete_format
from mlarch.cli.drawing import drawing_options, given
from mlarch.cli.progress import progress
from mlarch.cli.project import look
from mlarch.cli.provider import provider_options, retargeted, say_left
from mlarch.cli.steps import step_options
from mlarch.cli.translation import FINDINGS
from mlarch.cli.viewing import view_options, viewed

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["render"]


@click.command(cls=WithArguments)
@targets_argument
@click.option("-o", "--output", default="", metavar="DIR|FILE|-", help="Where to; the current folder.")
@click.option(
    "-f", "--format", "formats", default="", metavar="F,...", shell_complete=complete_format,
    help="Formats: svg, png, d2, dot, drawio, html, json, mermaid, pdf, python, text, yaml; that of -o, "
    "else svg.",
)  # fmt: skip
@drawing_options
@click.option("--scale", type=float, metavar="N", help="Pixels of a PNG to a CSS pixel; 2.")
@click.option(
    "--report", is_flag=True, help="Print findings and figures of each picture; exit 1 on findings."
)
@step_options
@click.option(
    "--links", is_flag=True, help="Number what has a link, and list the addresses below: for PNG and print."
)
@view_options
@provider_options
@set_option
@timeout_option
def render(
    names: tuple[str, ...],
    output: str,
    formats: str,
    settings: tuple[str, ...],
    arguments: tuple[str, ...],
    timeout: float | None,
    report: bool,
    links: bool,
    provider: str,
    strict: bool,
    stable: bool,
    trim: bool,
    sheet: bool,
    **options: Any,
) -> None:
    """Draw names, families, documents and `diagrams` scripts; "-" is a document on stdin.

    What follows "--" is given to the scripts, as in `mlarch render script.py -- eu-west-1`.
    """
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.exporters import writing
    from mlarch.project import targets

    found = targets.resolve_all(names, surroundings(settings, arguments, timeout))
    moved = retargeted(found, provider, strict)
    found = viewed(tuple(one.architecture for one in moved) or found, options)
    left = [problem for one in moved for problem in one.report.problems]
    drawing = {**look(names), **given(options)}
    asked = {**drawing, "links": True} if links else drawing
    if stable or sheet or trim:
        _draw_together(names, found, output, formats, drawing, stable=stable, trim=trim, sheet=sheet)
        click.get_current_context().exit(say_left(left, strict))
    to = destination(output, formats, len(found))
    pictures = list(to.pictures(found))
    if to.file == STDOUT and report:
        raise click.UsageError("'-o -' and '--report' would both write to stdout.")
    if to.file == STDOUT:
        click.echo(writing.produce(found[0], to.formats[0], **asked), nl=False)
        click.get_current_context().exit(say_left(left, strict))
    with progress(len(pictures)) as done:
        written = writing.write(pictures, asked, done=done)
    for path in written:
        click.echo(f"wrote {path}", err=True)
    code = say_left(left, strict)
    click.get_current_context().exit(max(code, _reported(found, drawing) if report else 0))


def _draw_together(
    names: Sequence[str],
    found: Sequence[Architecture],
    output: str,
    formats: str,
    drawing: dict[str, Any],
    *,
    stable: bool,
    trim: bool,
    sheet: bool,
) -> None:
    from mlarch.cli.steps import draw_sheet, draw_stable
    from mlarch.project import targets

    if sheet and (stable or trim):
        raise click.UsageError("'--sheet' goes without '--stable' and '--trim'.")
    if trim and not stable:
        raise click.UsageError("'--trim' needs '--stable'.")
    if sheet:
        written = draw_sheet(found, targets.family_of(names), output, formats, drawing)
    else:
        written = draw_stable(found, output, formats, drawing, trim=trim)
    for path in written:
        click.echo(f"wrote {path}", err=True)


def _reported(architectures: Iterable[Architecture], options: dict[str, Any]) -> int:
    """Print a report on each picture, and return the exit code: whether there was any finding."""
    from mlarch.drawing.report import report

    drawing = {name: value for name, value in options.items() if name != "scale"}
    reports = [report(arch, **drawing) for arch in architectures]
    for one in reports:
        click.echo("\n".join(one.lines()))
    return FINDINGS if any(one.findings for one in reports) else 0
