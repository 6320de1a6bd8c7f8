"""Print the markup that shows a picture in a page."""

from __future__ import annotations

from pathlib import Path

import click

from mlarch.cli.options import GeneratedHelp, set_option, target_argument, target_context

__all__ = ["embed"]


def _list_places() -> str:
    from mlarch.publish.embed import PLACES

    return ", ".join(PLACES)


@click.command()
@target_argument
@click.option(
    "--for",
    "place",
    required=True,
    metavar="PLACE",
    cls=GeneratedHelp,
    text=lambda: f"Where the page is published: {_list_places()}.",
)
@click.option(
    "-o", "--output", default="out", show_default=True, metavar="DIR", help="Directory of the pictures."
)
@click.option("--base", default="", metavar="URL", help="URL of that directory [default: its path].")
@click.option(
    "--width",
    type=click.IntRange(100, 10_000),
    default=800,
    show_default=True,
    metavar="N",
    help="Width in CSS pixels of a PNG, for places that cannot show SVG.",
)
@click.option("--links", is_flag=True, help="Print numbered links below a PNG.")
@click.option("--write", is_flag=True, help="Write the pictures as well.")
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
    """Print the markup that shows an architecture in a page, alt text included.

    GitHub gets HTML with a light and a dark picture, MkDocs one picture that follows the reader's
    color scheme, Confluence and Notion a PNG of fixed width.
    """
    from mlarch.exporters import writing
    from mlarch.exporters.writing import OutputFile
    from mlarch.project import targets
    from mlarch.publish.embed import embed

    arch = targets.resolve_one(target, target_context(settings))
    base = base or Path(output).as_posix()
    embedding = embed(arch, place, base=f"{base.rstrip('/')}/", width=width, links=links)
    for picture in embedding.pictures:
        path = writing.place(output, picture.name, picture.format)
        if write:
            writing.write([OutputFile(arch, picture.format, path)], picture.options)
            click.echo(f"wrote {path}", err=True)
        elif not path.exists():
            click.echo(f"note: {path} does not exist; --write draws it", err=True)
    click.echo(embedding.text)
