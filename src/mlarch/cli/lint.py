"""Check an architecture for design problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mlarch.cli.messages import FINDINGS
from mlarch.cli.options import (
    GeneratedHelp,
    list_severities,
    set_option,
    target_argument,
    target_context,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlarch.analysis.lint import Finding

__all__ = ["lint"]


@click.command()
@target_argument
@click.option("--select", default="", metavar="CODE,...", help="Run only these rules.")
@click.option("--ignore", default="", metavar="CODE,...", help="Skip these rules.")
@click.option(
    "--severity", default="info", show_default=True, metavar="S", cls=GeneratedHelp,
    text=lambda: f"Lowest severity to report: {list_severities()}.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print an array of JSON objects.")
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
    """Check an architecture for design problems; exit 1 if there are any.

    To accept a finding, record the reason in the document under "lint", by the code of the rule.
    """
    from mlarch.analysis.lint import lint as check_rules
    from mlarch.project import targets

    arch = targets.resolve_one(target, target_context(settings))
    findings = check_rules(arch, select=select.split(","), ignore=ignore.split(","), severity=severity)
    if as_json:
        import json

        click.echo(json.dumps([finding.to_mapping() for finding in findings], indent=2, ensure_ascii=False))
    else:
        for line in _lines(arch.name, findings):
            click.echo(line)
        click.echo(f"{len(findings)} finding{'s' * (len(findings) != 1)}", err=True)
    context.exit(FINDINGS if findings else 0)


def _lines(name: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        location = f"{name}: {finding.node}" if finding.node else name
        yield f"{location}: {finding.code} {finding.severity}: {finding.message}"
        yield f"    {finding.reason} {finding.source}"
        yield f"    remedy: mlarch show zoo:{finding.remedy}"
