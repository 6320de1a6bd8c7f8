"""Start your own version of an architecture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlarch.cli.completion import complete_name

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["init"]


@click.command()
@click.argument("name", metavar="NAME|FILE", shell_complete=complete_name)
@click.option("-o", "--output", required=True, metavar="FILE|-", help="Output file, .yaml, or - for stdout.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def init(name: str, output: str, force: bool) -> None:
    """Write a document that extends NAME, with all of NAME in comments: change what differs."""
    from mlarch.documents.saving import save
    from mlarch.documents.template import SCHEMA, starter
    from mlarch.errors import OutputError

    file = Path(output)
    if output != "-" and file.suffix not in (".yaml", ".yml"):
        raise click.UsageError(f"'-o {output}' is no .yaml file.")
    if output != "-" and file.exists() and not force:
        raise OutputError(f"{output}: exists already; --force overwrites it")
    arch, extends = _base(name, file)
    text = starter(arch, extends, schema=_relative(file, SCHEMA) if output != "-" else SCHEMA)
    if output == "-":
        click.echo(text, nl=False)
        return
    save(file, text)
    click.echo(f"wrote {output}\ndraw it: mlarch render {output}", err=True)
    if not Path(SCHEMA).exists():
        click.echo(f"for completion in your editor: mlarch schema -o {SCHEMA}", err=True)


def _base(name: str, file: Path) -> tuple[Architecture, str]:
    """Return the architecture to extend, and its name or path for `extends` in `file`."""
    from mlarch.documents.paths import is_document
    from mlarch.errors import UnknownNameError
    from mlarch.project import entry_loading, loading, registry

    if is_document(name):
        return loading.load(name), _relative(file, name)
    entry = registry.find(name)
    if not (is_document(entry.path) or entry.builtin or entry.package or entry.members):
        raise UnknownNameError(
            f"'{entry.name}' is Python ({entry.path}), which a document cannot extend; "
            f"'mlarch show {entry.name} --yaml' writes it as one"
        )
    return entry_loading.load_entry(entry), entry.name


def _relative(file: Path, path: str) -> str:
    """Return a path relative to the folder of a file."""
    return Path(os.path.relpath(path, file.parent)).as_posix()
