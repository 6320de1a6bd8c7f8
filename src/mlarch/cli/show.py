"""Show one architecture as text, JSON or YAML."""

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
@click.option("--report", is_flag=True, help="Print what --provider replaces by what, how nearly the same.")
@click.option("--diff", is_flag=True, help="Print what an overlay changes of what it extends.")
@view_options
@provider_options
@set_option
@click.pass_context
def show(
    context: click.Context,
    /,
    target: str,
    format: str | None,
    report: bool,
    provider: str,
    strict: bool,
    settings: tuple[str, ...],
    diff: bool,
    **options: Any,
) -> None:
    """Show what an architecture consists of; of a family, what each step adds and removes, and why."""
    from mlarch.project import targets

    if report and not provider:
        raise click.UsageError("'--report' needs '--provider'.")
    if report and format == "yaml":
        raise click.UsageError("'--report' and '--yaml' disagree.")
    family = None if report or diff or format == "yaml" else targets.family_of([target])
    if family:
        steps = view_all(targets.resolve(target, target_context(settings)), options)
        others = retarget_all(steps, provider, strict)
        _tell(family, tuple(one.architecture for one in others) or steps, as_json=format == "json")
        context.exit(report_unchanged((problem for one in others for problem in one.report.problems), strict))
    arch = targets.resolve_one(target, target_context(settings))
    if diff:
        from mlarch.model.diff import diff as compare

        click.echo("\n".join(compare(targets.base_of(target), arch).lines()))
        return
    (arch,) = view_all([arch], options)
    for moved in retarget_all([arch], provider, strict):
        if report:
            _show_report(moved.report, as_json=format == "json")
            context.exit(report_unchanged(moved.report.problems if strict else (), strict))
        _show(moved.architecture, format)
        context.exit(report_unchanged(moved.report.problems, strict))
    _show(arch, format)


def _tell(family: Entry, steps: Sequence[Architecture], *, as_json: bool) -> None:
    """Print how each step of a family becomes the next."""
    import json

    from mlarch.model import step_changes

    chapters = step_changes.story(steps)
    if as_json:
        data = [chapter.to_mapping() for chapter in chapters]
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    click.echo(f"{family.name}: {family.title}")
    click.echo("\n".join([*filter(None, (family.summary,)), *step_changes.lines(chapters)]))


def _show(arch: Architecture, format: str | None) -> None:
    if format is None:
        click.echo("\n".join(_described(arch)))
    else:
        click.echo(arch.to_json() if format == "json" else arch.to_yaml(), nl=False)


def _show_report(report: RetargetReport, *, as_json: bool) -> None:
    import json

    data = json.dumps(report.to_mapping(), indent=2, ensure_ascii=False) if as_json else ""
    click.echo(data or "\n".join(report.lines()))


def _described(arch: Architecture) -> Iterator[str]:
    """Yield the lines of a description for people."""
    yield from _paragraphs(arch)
    yield from _section("parameters", {name: str(thaw(value)) for name, value in arch.parameters.items()})
    for title, items in (("clusters", arch.clusters), ("nodes", arch.nodes), ("edges", arch.edges)):
        yield from _section(title, {id: item.label for id, item in items.items()})
    yield from _section("flows", {name: " -> ".join(path) for name, path in arch.flows.items()})


def _paragraphs(arch: Architecture) -> Iterator[str]:
    yield f"{arch.name}: {arch.title}"
    yield from filter(None, (arch.summary, arch.source, arch.evidence and f"Evidence: {arch.evidence}"))
    for mark, texts in (("+", arch.pros), ("-", arch.cons), ("*", arch.notes)):
        yield from (f"{mark} {text}" for text in texts)


def _section(title: str, rows: dict[str, str]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n{title}"
    width = max(map(len, rows))
    for key, text in rows.items():
        yield f"  {key:{width}}  {' '.join(text.split())}".rstrip()
