"""List the zoo and your architectures."""

from __future__ import annotations

import click

__all__ = ["list_"]


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of JSON objects.")
def list_(as_json: bool) -> None:
    """List the entries and families of the zoo, of installed packages and of ./architectures."""
    from mlarch.project import registry

    entries = registry.entries()
    if as_json:
        import json

        data = [entry.to_mapping() for entry in entries]
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        click.echo(f"{entry.name:{width}}  {entry.title}")
