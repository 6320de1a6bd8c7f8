"""Say how what is deployed differs from what is drawn."""

from __future__ import annotations

import click

from mlarch.cli.arguments import set_option, standard_input, surroundings, target_argument
from mlarch.cli.translation import FINDINGS

__all__ = ["drift"]


@click.command()
@target_argument
@click.option(
    "--against", "paths", metavar="PATH|-", multiple=True, required=True,
    help="A Compose file, Kubernetes objects or a folder of them; any number of times.",
)  # fmt: skip
@click.option("--from", "format", type=click.Choice(["compose", "kubernetes"]), help="What the files are.")
@click.option("-o", "--output", metavar="FILE", help="Write a picture with marks: .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
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
    """Compare an architecture with what is deployed; exit 1 where they differ.

    Nodes are matched by the document's "deployed" ({web: nginx}), by id, by label, and by a
    technology that only one on each side has. What "ignore" lists is left out.
    """
    from mlarch import importers
    from mlarch.analysis.drift import drift as compare_deployed
    from mlarch.project import targets

    arch = targets.resolve_one(target, surroundings(settings))
    deployed, _ = importers.read(paths, format or "", stdin=standard_input)
    found = compare_deployed(arch, deployed)
    if output:
        from mlarch.exporters import writing

        writing.render(found.picture(), output)
        click.echo(f"wrote {output}", err=True)
    if as_json:
        import json

        click.echo(json.dumps(found.to_mapping(), indent=2, ensure_ascii=False))
    else:
        for line in found.lines():
            click.echo(line)
        click.echo(f"{len(found.binding.pairs)} of {len(arch.nodes)} nodes matched", err=True)
    context.exit(FINDINGS if found else 0)
