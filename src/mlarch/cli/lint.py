"""Say where an architecture breaks rules of deployment sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import set_option, surroundings, target_argument
from mlarch.cli.translation import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlarch.analysis.finding import Finding

__all__ = ["lint"]


@click.command()
@target_argument
@click.option("--select", default="", metavar="CODE,...", help="Run only these rules.")
@click.option("--ignore", default="", metavar="CODE,...", help="Leave these rules out.")
@click.option("--severity", default="info", metavar="S", help="The least to tell of: error, warning or info.")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@set_option
@click.pass_context
def lint(
    context: click.Context,
    target: str,
    select: str,
    ignore: str,
    severity: str,
    as_json: bool,
    settings: tuple[str, ...],
) -> None:
    """Check an architecture against rules of deployment sense; exit 1 where one is broken.

    A document answers for a finding under "lint": a rule's code, and why it does not matter here.
    """
    from mlarch.analysis.linting import lint as check_rules
    from mlarch.project import targets

    arch = targets.resolve_one(target, surroundings(settings))
    found = check_rules(arch, select=select.split(","), ignore=ignore.split(","), severity=severity)
    if as_json:
        import json

        click.echo(json.dumps([one.to_mapping() for one in found], indent=2, ensure_ascii=False))
    else:
        for line in described(arch.name, found):
            click.echo(line)
        click.echo(f"{len(found)} finding{'s' * (len(found) != 1)}", err=True)
    context.exit(FINDINGS if found else 0)


def described(name: str, found: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the lines of findings for people."""
    for one in found:
        where = f"{name}: {one.node}" if one.node else name
        yield f"{where}: {one.code} {one.severity}: {one.message}"
        yield f"    {one.reason} {one.source}"
        yield f"    how it can be: mlarch show zoo:{one.remedy}"
