"""Turn Compose files and Kubernetes objects into a document to keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import standard_input

if TYPE_CHECKING:
    from mlarch.importers import ImportReport
    from mlarch.model import Architecture

__all__ = ["import_"]


@click.command("import")
@click.argument("format", type=click.Choice(["compose", "kubernetes"]), metavar="compose|kubernetes")
@click.argument("paths", metavar="PATH|- ...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Where to: .yaml, .json, .svg or .png; YAML on stdout.")
@click.option("--overlay", metavar="FILE", help="A document to merge into the result: what you customise.")
@click.option("--raw", is_flag=True, help="Draw what is else hidden or joined, one node for each object.")
@click.option("--external", is_flag=True, help="Draw the hosts that are named and are no service here.")
@click.option(
    "--report", metavar="FILE", help="Write what was read, hidden and not understood; text or .json."
)
def import_(
    format: str,
    paths: tuple[str, ...],
    output: str | None,
    overlay: str | None,
    raw: bool,
    external: bool,
    report: str | None,
) -> None:
    """Read what is deployed, and write it as a document.

    Several files are merged. A folder is read as Compose and kubectl read one: compose.yaml and its
    override, or every .yaml, .yml and .json below it. Nothing is executed, fetched or read beside
    the files' own folder.
    """
    from mlarch import importers

    sources = importers.read_sources(paths, format, stdin=standard_input)
    read = importers.from_compose if format == "compose" else importers.from_kubernetes
    name = Path(output).stem if output and output != "-" else ""
    arch, said = read(sources, name=name, raw=raw, external=external)
    if overlay:
        arch = arch.overlay(overlay)
    _write(arch, output)
    _tell(said, report)


def _write(arch: Architecture, output: str | None) -> None:
    from mlarch.exporters import writing
    from mlarch.exporters.saving import save

    if output in (None, "-"):
        click.echo(arch.to_yaml(), nl=False)
        return
    assert output is not None
    if Path(output).suffix in (".yaml", ".yml"):
        save(output, arch.to_yaml())
    elif Path(output).suffix == ".json":
        save(output, arch.to_json())
    else:
        writing.render(arch, output)
    click.echo(f"wrote {output}", err=True)


def _tell(said: ImportReport, report: str | None) -> None:
    """Write the report, or say on stderr what in it nobody should miss."""
    if report is None:
        for warning in said.warnings():
            click.echo(f"warning: {warning}", err=True)
        return
    from mlarch.exporters.saving import save

    if Path(report).suffix == ".json":
        import json

        text = json.dumps(said.to_mapping(), indent=2, ensure_ascii=False) + "\n"
    else:
        text = said.to_text()
    if report == "-":
        click.echo(text, nl=False)
        return
    save(report, text)
    click.echo(f"wrote {report}", err=True)
