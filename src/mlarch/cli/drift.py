"""Compare an architecture with a deployment."""

from __future__ import annotations

import click

from mlarch.cli.messages import FINDINGS
from mlarch.cli.options import set_option, standard_input, target_argument, target_context
from mlarch.importers import FORMATS, INPUTS

__all__ = ["drift"]


@click.command()
@target_argument
@click.option(
    "--against", "paths", metavar="PATH|-", multiple=True, required=True,
    help=f"Deployed configuration: {INPUTS}, or a folder of them [repeatable].",
)  # fmt: skip
@click.option(
    "--from", "format", type=click.Choice(FORMATS),
    help="Format of the --against files [default: detected].",
)  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Draw the differences into this .svg or .png file.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@set_option
@click.pass_context
def drift(
    context: click.Context,
    target: str,
    paths: tuple[str, ...],
    format: str | None,
    output: str | None,
    as_json: bool,
    settings: tuple[str, ...],
) -> None:
    """Compare an architecture with deployed configuration; exit 1 if they differ.

    Nodes are matched by the document's "deployed" ({web: nginx}), by id, by label, and by a
    technology that only one node on each side has. Nodes listed in "ignore" are left out.
    """
    from mlarch import importers
    from mlarch.analysis.drift import drift as compare_deployed
    from mlarch.project import targets

    arch = targets.resolve_one(target, target_context(settings))
    deployed, _ = importers.read(paths, format or "", stdin=standard_input)
    result = compare_deployed(arch, deployed)
    if output:
        from mlarch.exporters import writing

        writing.render(result.picture(), output)
        click.echo(f"wrote {output}", err=True)
    if as_json:
        import json

        click.echo(json.dumps(result.to_mapping(), indent=2, ensure_ascii=False))
    else:
        for line in result.lines():
            click.echo(line)
        click.echo(f"{len(result.matching.pairs)} of {len(arch.nodes)} nodes matched", err=True)
    context.exit(FINDINGS if result else 0)
