"""Turn deployed configuration into a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlarch.cli.messages import print_warning
from mlarch.cli.options import standard_input
from mlarch.importers import FORMAT_HELP, FORMATS

if TYPE_CHECKING:
    from mlarch.importers import ImportReport
    from mlarch.model import Architecture

__all__ = ["import_"]


@click.command("import", epilog=FORMAT_HELP)
@click.argument("format", type=click.Choice(FORMATS), metavar="|".join(FORMATS))
@click.argument("paths", metavar="PATH|- ...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Output file: .yaml, .json, .svg or .png [default: YAML on stdout].",
)
@click.option("--overlay", metavar="FILE", help="Document with your own changes, merged into the result.")
@click.option("--raw", is_flag=True, help="Draw every object as its own node; hide and merge nothing.")
@click.option("--external", is_flag=True, help="Draw hosts that are not among the imported services.")
@click.option(
    "--report", metavar="FILE", help="Report of what was read, hidden and not understood: text or .json."
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
    """Turn deployed configuration into a document.

    Several files are merged. Nothing is executed or fetched, and no file outside the given folders
    is read.
    """
    from mlarch import importers

    sources = importers.read_sources(paths, format, stdin=standard_input)
    name = Path(output).stem if output and output != "-" else ""
    importer = importers.IMPORTERS[format]
    arch, import_report = importer.read(sources, name=name, raw=raw, external=external)
    if overlay:
        arch = arch.overlay(overlay)
    _write(arch, output)
    _report(import_report, report)


def _write(arch: Architecture, output: str | None) -> None:
    from mlarch.documents.saving import save
    from mlarch.exporters import writing

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


def _report(import_report: ImportReport, path: str | None) -> None:
    """Write the report to a file, or print its warnings on stderr."""
    if path is None:
        for warning in import_report.warnings():
            print_warning(warning)
        return
    from mlarch.documents.saving import save

    if Path(path).suffix == ".json":
        import json

        text = json.dumps(import_report.to_mapping(), indent=2, ensure_ascii=False) + "\n"
    else:
        text = import_report.to_text()
    if path == "-":
        click.echo(text, nl=False)
        return
    save(path, text)
    click.echo(f"wrote {path}", err=True)
