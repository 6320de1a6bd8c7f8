"""Compare two architectures, or one with what it was in another revision."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.arguments import set_option, surroundings
from mlarch.cli.completion import complete_name
from mlarch.cli.translation import FINDINGS

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.model.diff import Comparison

__all__ = ["diff"]

_PICTURES = (".svg", ".png")


@click.command()
@click.argument("names", metavar="A B", nargs=-1, required=True, shell_complete=complete_name)
@click.option("--rev", metavar="REV", help="Compare the one FILE given with what it was in a git revision.")
@click.option("--allow-python", is_flag=True, help="Run Python of that revision.")
@click.option("--json", "format", flag_value="json", help="Print an object: added, removed, changed.")
@click.option("--markdown", "format", flag_value="markdown", help="Print a table for a pull request.")
@click.option("-o", "--output", metavar="FILE|-", help="Draw both as one picture: .svg or .png; SVG on -.")
@click.option("--theme", metavar="T", help="Of the picture: light, dark, auto or print.")
@click.option("--direction", metavar="D", help="Of the picture: LR, RL, TB or BT.")
@click.option("--scale", type=float, metavar="N", help="Pixels of a PNG to a CSS pixel; 2.")
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
    """Tell what B adds to A, removes and changes; each is a name, a file or "-". Exit 1 where they differ.

    In the picture what is added is green with a plus, what is removed red and dashed with a minus,
    what is changed amber with a tilde.
    """
    from mlarch.model import diff

    _check(names, rev, allow_python, output)
    before, after = _sides(names, rev, allow_python, settings)
    found = diff.diff(before, after)
    if output:
        _draw(before, after, output, options)
    if output != "-":
        click.echo(_text(found, format), nl=False)
    context.exit(FINDINGS if found else 0)


def _check(names: tuple[str, ...], rev: str | None, allow_python: bool, output: str | None) -> None:
    wanted = 2 if rev is None else 1
    if len(names) != wanted:
        said = "with '--rev' one file" if rev is not None else "two architectures, or one and '--rev'"
        raise click.UsageError(f"Give {said}, not {len(names)}.")
    if names.count("-") > 1:
        raise click.UsageError("Only one of the two can be '-'.")
    if allow_python and rev is None:
        raise click.UsageError("'--allow-python' needs '--rev'.")
    if output and output != "-" and Path(output).suffix.lower() not in _PICTURES:
        raise click.UsageError(f"'-o {output}': the picture is .svg or .png.")


def _sides(
    names: tuple[str, ...], rev: str | None, allow_python: bool, settings: Iterable[str]
) -> tuple[Architecture, Architecture]:
    """Return the two architectures."""
    from mlarch.project import targets

    given = surroundings(settings)
    if rev is None:
        return targets.resolve_one(names[0], given), targets.resolve_one(names[1], given)
    from mlarch.project import revisions

    before = revisions.at_revision(names[0], rev, given, allow_python=allow_python)
    return before, targets.resolve_one(names[0], given)


def _draw(before: Architecture, after: Architecture, output: str, options: dict[str, Any]) -> None:
    from mlarch.drawing import highlights
    from mlarch.exporters.saving import save

    given = {name: value for name, value in options.items() if value is not None}
    scale = given.pop("scale", 2.0)
    if Path(output).suffix.lower() == ".png":
        save(output, highlights.to_png(before, after, scale=scale, **given))
    elif output == "-":
        click.echo(highlights.to_svg(before, after, **given), nl=False)
        return
    else:
        save(output, highlights.to_svg(before, after, **given))
    click.echo(f"wrote {output}", err=True)


def _text(found: Comparison, format: str | None) -> str:
    if format == "json":
        import json

        return json.dumps(found.to_mapping(), indent=2, ensure_ascii=False) + "\n"
    if format == "markdown":
        return found.to_markdown()
    return "".join(f"{line}\n" for line in found.lines())
