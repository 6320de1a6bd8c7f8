"""Print what to paste into a page so that it shows a picture."""

from __future__ import annotations

from pathlib import Path

import click

from mlarch.cli.arguments import set_option, surroundings, target_argument

__all__ = ["embed"]


@click.command()
@target_argument
@click.option("--for", "place", required=True, metavar="P", help="github, mkdocs, confluence or notion.")
@click.option("-o", "--output", default="out", show_default=True, metavar="DIR", help="Where pictures are.")
@click.option("--base", default="", metavar="URL", help="What pictures are found under; the folder.")
@click.option(
    "--width", type=click.IntRange(100, 10_000), default=800, show_default=True, metavar="N",
    help="CSS pixels of a PNG, where SVG cannot be shown.",
)  # fmt: skip
@click.option("--links", is_flag=True, help="List the links below a PNG, by number.")
@click.option("--write", is_flag=True, help="Write the pictures, too.")
@set_option
def embed(
    target: str,
    place: str,
    output: str,
    base: str,
    width: int,
    links: bool,
    write: bool,
    settings: tuple[str, ...],
) -> None:
    """Print what to paste into a page so that it shows NAME: alt text included, and dark where it can be.

    GitHub gets HTML with a light and a dark picture, MkDocs one that follows its reader, Confluence
    and Notion a PNG of fixed width.
    """
    from mlarch.exporters import writing
    from mlarch.exporters.writing import OutputFile
    from mlarch.project import targets
    from mlarch.publish.embed import embed

    arch = targets.resolve_one(target, surroundings(settings))
    base = base or Path(output).as_posix()
    found = embed(arch, place, base=f"{base.rstrip('/')}/", width=width, links=links)
    for shown in found.pictures:
        path = writing.place(output, shown.name, shown.format)
        if write:
            writing.write([OutputFile(arch, shown.format, path)], shown.options)
            click.echo(f"wrote {path}", err=True)
        elif not path.exists():
            click.echo(f"note: {path} is not there: --write draws it", err=True)
    click.echo(found.text)
