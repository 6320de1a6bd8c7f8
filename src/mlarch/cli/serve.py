"""Show the gallery while architectures are edited."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path

import click

__all__ = ["serve"]


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes any.")
@click.option("--no-python", is_flag=True, help="Run no Python of ./architectures.")
@click.option("--no-docs", is_flag=True, help="Leave out the Markdown files of ./docs.")
@click.pass_context
def serve(context: click.Context, port: int, no_python: bool, no_docs: bool) -> None:
    """Show the gallery on 127.0.0.1; pages follow what changes in ./architectures.

    What is wrong with a file stands in its page, with the line, until it is put right.
    """
    from mlarch.cli.reference import commands
    from mlarch.documents.conventions import FOLDER
    from mlarch.publish.gallery import Site
    from mlarch.publish.gallery.writing import docs_beside
    from mlarch.publish.serve.server import GalleryServer
    from mlarch.publish.serve.watching import Following

    docs = None if no_docs else docs_beside(Path(FOLDER))
    told = functools.partial(commands, context)
    server = GalleryServer(Site(live=True, python=not no_python, docs=docs, commands=told), port)
    following = Following(server)
    following.start()
    click.echo(f"{server.url} shows {server.site.folder} and the zoo; Ctrl+C ends it", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    following.stop()
