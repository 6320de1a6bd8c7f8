"""Compare two architectures, or one with an earlier git revision of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.completion import complete_name
from mlarch.cli.messages import FINDINGS
from mlarch.cli.options import (
    GeneratedHelp,
    list_directions,
    list_themes,
    set_option,
    target_context,
)

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.model.diff import Comparison

__all__ = ["diff"]

_PICTURES = (".svg", ".png")


@click.command()
@click.argument("names", metavar="A B", nargs=-1, required=True, shell_complete=complete_name)
@click.option("--rev", metavar="REV", help="Compare the single FILE with its version in this git revision.")
@click.option("--allow-python", is_flag=True, help="Allow running the Python of that revision.")
@click.option("--json", "format", flag_value="json", help="Print a JSON object: added, removed, changed.")
@click.option("--markdown", "format", flag_value="markdown", help="Print a table for a pull request.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|-",
    help="Draw both as one picture: a .svg or .png file, or - for SVG on stdout.",
)
@click.option(
    "--theme",
    metavar="T",
    cls=GeneratedHelp,
    text=lambda: f"Theme of the picture: {list_themes()} [default: light].",
)
@click.option(
    "--direction",
    metavar="D",
    cls=GeneratedHelp,
    text=lambda: f"Direction of the picture: {list_directions()} [default: that of B].",
)
@click.option("--scale", type=float, metavar="N", help="PNG pixels per CSS pixel [default: 2].")
@set_option
@click.pass_context
def diff(
    context: click.Context,
    /,
    names: tuple[str, ...],
    rev: str | None,
    allow_python: bool,
    format: str | None,
    output: str | None,
    settings: tuple[str, ...],
    **options: Any,
) -> None:
    """List what B adds, removes and changes compared with A; exit 1 if they differ.

    A and B are names, files or "-". In the picture, added parts are green with a plus, removed parts
    red and dashed with a minus, changed parts amber with a tilde.
    """
    from mlarch.model import diff

    _check(names, rev, allow_python, output)
    before, after = _sides(names, rev, allow_python, settings)
    comparison = diff.diff(before, after)
    if output:
        _draw(before, after, output, options)
    if output != "-":
        click.echo(_text(comparison, format), nl=False)
    context.exit(FINDINGS if comparison else 0)


def _check(names: tuple[str, ...], rev: str | None, allow_python: bool, output: str | None) -> None:
    count = 2 if rev is None else 1
    if len(names) != count:
        expected = "with '--rev' one file" if rev is not None else "two architectures, or one and '--rev'"
        raise click.UsageError(f"Give {expected}, not {len(names)}.")
    if names.count("-") > 1:
        raise click.UsageError("Only one of the two can be '-'.")
    if allow_python and rev is None:
        raise click.UsageError("'--allow-python' needs '--rev'.")
    if output and output != "-" and Path(output).suffix.lower() not in _PICTURES:
        raise click.UsageError(f"'-o {output}': the picture is .svg or .png.")


def _sides(
    names: tuple[str, ...], rev: str | None, allow_python: bool, settings: Iterable[str]
) -> tuple[Architecture, Architecture]:
    from mlarch.project import targets

    resolving = target_context(settings)
    if rev is None:
        return targets.resolve_one(names[0], resolving), targets.resolve_one(names[1], resolving)
    from mlarch.project import revisions

    before = revisions.at_revision(names[0], rev, resolving, allow_python=allow_python)
    return before, targets.resolve_one(names[0], resolving)


def _draw(before: Architecture, after: Architecture, output: str, values: dict[str, Any]) -> None:
    from mlarch.documents.saving import save
    from mlarch.drawing import comparison

    options = {name: value for name, value in values.items() if value is not None}
    scale = options.pop("scale", 2.0)
    if Path(output).suffix.lower() == ".png":
        save(output, comparison.to_png(before, after, scale=scale, **options))
    elif output == "-":
        click.echo(comparison.to_svg(before, after, **options), nl=False)
        return
    else:
        save(output, comparison.to_svg(before, after, **options))
    click.echo(f"wrote {output}", err=True)


def _text(comparison: Comparison, format: str | None) -> str:
    if format == "json":
        import json

        return json.dumps(comparison.to_mapping(), indent=2, ensure_ascii=False) + "\n"
    if format == "markdown":
        return comparison.to_markdown()
    return "".join(f"{line}\n" for line in comparison.lines())
