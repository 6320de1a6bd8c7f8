"""Draw architectures, documents and scripts into files or to stdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.completion import complete_format
from mlarch.cli.messages import FINDINGS
from mlarch.cli.options import (
    GeneratedHelp,
    ScriptCommand,
    list_formats,
    picture_options,
    provider_options,
    report_unchanged,
    retarget_all,
    set_option,
    step_options,
    target_context,
    targets_argument,
    timeout_option,
    to_picture_options,
    view_all,
    view_options,
)
from mlarch.cli.progress import progress
from mlarch.cli.project_look import project_look

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["render"]


@click.command(cls=ScriptCommand)
@targets_argument
@click.option(
    "-o",
    "--output",
    default="",
    metavar="DIR|FILE|-",
    help="Output directory or file, or - for stdout [default: current directory].",
)
@click.option(
    "-f",
    "--format",
    "formats",
    default="",
    metavar="F,...",
    shell_complete=complete_format,
    cls=GeneratedHelp,
    text=lambda: f"Formats: {list_formats()} [default: the suffix of -o, or svg].",
)
@picture_options
@click.option("--scale", type=float, metavar="N", help="PNG pixels per CSS pixel [default: 2].")
@click.option(
    "--report", is_flag=True, help="Print findings and figures of each picture; exit 1 on findings."
)
@step_options
@click.option("--links", is_flag=True, help="Number the links and list them below, for PNG and print.")
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
    **values: Any,
) -> None:
    """Draw entries, families, documents and `diagrams` scripts; "-" reads a document from stdin.

    Words after "--" are passed to the scripts: `mlarch render script.py -- staging`.
    """
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.exporters import writing
    from mlarch.project import targets
    from mlarch.project.parallel import in_processes

    architectures = targets.resolve_all(names, target_context(settings, arguments, timeout))
    retargeted = retarget_all(architectures, provider, strict)
    architectures = view_all(tuple(result.architecture for result in retargeted) or architectures, values)
    unchanged = [problem for result in retargeted for problem in result.report.problems]
    options = {**project_look(names), **to_picture_options(values)}
    if stable or sheet or trim:
        _draw_together(names, architectures, output, formats, options, stable=stable, trim=trim, sheet=sheet)
        click.get_current_context().exit(report_unchanged(unchanged, strict))
    to = destination(output, formats, len(architectures))
    files = list(to.pictures(architectures))
    if to.file == STDOUT and report:
        raise click.UsageError("'-o -' and '--report' would both write to stdout.")
    file_options = {**options, "links": True} if links else options
    if to.file == STDOUT:
        click.echo(writing.produce(architectures[0], to.formats[0], **file_options), nl=False)
        click.get_current_context().exit(report_unchanged(unchanged, strict))
    with progress(len(files)) as done:
        written = writing.write(files, file_options, done=done, mapper=in_processes)
    for path in written:
        click.echo(f"wrote {path}", err=True)
    code = report_unchanged(unchanged, strict)
    click.get_current_context().exit(max(code, _print_reports(architectures, options) if report else 0))


def _draw_together(
    names: Sequence[str],
    architectures: Sequence[Architecture],
    output: str,
    formats: str,
    options: dict[str, Any],
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
        written = draw_sheet(architectures, targets.family_of(names), output, formats, options)
    else:
        written = draw_stable(architectures, output, formats, options, trim=trim)
    for path in written:
        click.echo(f"wrote {path}", err=True)


def _print_reports(architectures: Iterable[Architecture], options: dict[str, Any]) -> int:
    """Print a report on each picture, and return the exit code."""
    from mlarch.drawing.report import report

    layout_options = {name: value for name, value in options.items() if name != "scale"}
    reports = [report(arch, **layout_options) for arch in architectures]
    for picture_report in reports:
        click.echo("\n".join(picture_report.lines()))
    return FINDINGS if any(picture_report.findings for picture_report in reports) else 0
