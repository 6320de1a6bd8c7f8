"""Describe an architecture as text, JSON or YAML, or the steps of a family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.options import (
    provider_options,
    report_unchanged,
    retarget_all,
    set_option,
    target_argument,
    target_context,
    view_all,
    view_options,
)
from mlarch.model.frozen import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlarch.analysis.retarget import RetargetReport
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = ["show"]


@click.command()
@target_argument
@click.option("--json", "format", flag_value="json", help="Print the whole document as JSON.")
@click.option("--yaml", "format", flag_value="yaml", help="Print a minimal YAML file that loads back equal.")
@click.option("--parameters", is_flag=True, help="Print only the parameters that --set accepts.")
@click.option("--report", is_flag=True, help="Print the replacements of --provider and how close they are.")
@click.option("--diff", is_flag=True, help="Print the changes of an overlay.")
@view_options
@provider_options
@set_option
@click.pass_context
def show(
    context: click.Context,
    /,
    target: str,
    format: str | None,
    parameters: bool,
    report: bool,
    provider: str,
    strict: bool,
    settings: tuple[str, ...],
    diff: bool,
    **view: Any,
) -> None:
    """Describe an architecture or a family.

    The description of a family lists what each step adds and removes. With --parameters, --json
    prints an array of parameters in the words of JSON Schema.
    """
    from mlarch.project import targets

    as_json = format == "json"
    if report and not provider:
        raise click.UsageError("'--report' needs '--provider'.")
    if report and format == "yaml":
        raise click.UsageError("'--report' and '--yaml' disagree.")
    if parameters and (report or diff or format == "yaml"):
        raise click.UsageError("'--parameters' can be combined with '--json' only.")
    family = None if report or diff or format == "yaml" else targets.family_of([target])
    if parameters or family:
        steps = targets.resolve(target, target_context(settings))
        if parameters:
            _show_parameters(target, as_json)
        elif family:
            context.exit(_show_family(family, view_all(steps, view), provider, strict, as_json))
        return
    arch = targets.resolve_one(target, target_context(settings))
    if diff:
        from mlarch.model.diff import diff as compare

        click.echo("\n".join(compare(targets.base_of(target), arch).lines()))
        return
    (arch,) = view_all([arch], view)
    for moved in retarget_all([arch], provider, strict):
        if report:
            _show_report(moved.report, as_json)
            context.exit(report_unchanged(moved.report.problems if strict else (), strict))
        _show(moved.architecture, target, format)
        context.exit(report_unchanged(moved.report.problems, strict))
    _show(arch, target, format)


def _show_family(
    family: Entry, steps: Sequence[Architecture], provider: str, strict: bool, as_json: bool
) -> int:
    """Print the changes between the steps of a family, and return the exit code."""
    import json

    from mlarch.model import step_changes

    moved = retarget_all(steps, provider, strict)
    chapters = step_changes.compare_steps(tuple(step.architecture for step in moved) or steps)
    if as_json:
        data = [chapter.to_mapping() for chapter in chapters]
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo(f"{family.name}: {family.title}")
        click.echo("\n".join([*filter(None, (family.summary,)), *step_changes.text_lines(chapters)]))
    return report_unchanged((problem for step in moved for problem in step.report.problems), strict)


def _show(arch: Architecture, target: str, format: str | None) -> None:
    if format is None:
        click.echo("\n".join(_description(arch, target)))
    else:
        click.echo(arch.to_json() if format == "json" else arch.to_yaml(), nl=False)


def _show_parameters(target: str, as_json: bool) -> None:
    import json

    from mlarch.project.entry_parameters import parameters_of

    parameters = parameters_of(target)
    if as_json:
        data = [parameter.to_mapping() for parameter in parameters]
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        rows = [(parameter.name, str(parameter)) for parameter in parameters]
        click.echo("\n".join(_table(rows)) if rows else f"'{target}' has no parameters")


def _show_report(report: RetargetReport, as_json: bool) -> None:
    import json

    data = json.dumps(report.to_mapping(), indent=2, ensure_ascii=False) if as_json else ""
    click.echo(data or "\n".join(report.lines()))


def _description(arch: Architecture, target: str) -> Iterator[str]:
    """Yield the lines of a description for people."""
    yield from _paragraphs(arch)
    yield from _section("parameters", _parameter_rows(arch, target))
    for title, items in (("clusters", arch.clusters), ("nodes", arch.nodes), ("edges", arch.edges)):
        yield from _section(title, [(id, item.label) for id, item in items.items()])
    yield from _section("flows", [(name, " -> ".join(path)) for name, path in arch.flows.items()])


def _paragraphs(arch: Architecture) -> Iterator[str]:
    yield f"{arch.name}: {arch.title}"
    yield from filter(None, (arch.summary, arch.source, arch.evidence and f"Evidence: {arch.evidence}"))
    for mark, texts in (("+", arch.pros), ("-", arch.cons), ("*", arch.notes)):
        yield from (f"{mark} {text}" for text in texts)


def _parameter_rows(arch: Architecture, target: str) -> list[tuple[str, ...]]:
    """Return name, value and description of each parameter."""
    from mlarch.model.parameters import as_yaml
    from mlarch.project.entry_parameters import parameters_of

    described = {parameter.name: str(parameter) for parameter in parameters_of(target)}
    return [(name, as_yaml(thaw(value)), described.get(name, "")) for name, value in arch.parameters.items()]


def _section(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"\n{title}"
        yield from (f"  {line}" for line in _table(rows))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows with aligned columns, each cell on one line."""
    cells = [[" ".join(text.split()) for text in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
