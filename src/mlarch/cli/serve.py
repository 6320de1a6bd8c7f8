"""Serve the gallery while you edit."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path

import click

__all__ = ["serve"]


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, metavar="N",
    help="Port on 127.0.0.1; 0 picks a free one.",
)  # fmt: skip
@click.option("--no-python", is_flag=True, help="Do not run Python in ./architectures.")
@click.option("--no-docs", is_flag=True, help="Leave out the Markdown pages of ./docs.")
@click.pass_context
def serve(context: click.Context, port: int, no_python: bool, no_docs: bool) -> None:
    """Serve the gallery on 127.0.0.1 and reload its pages when ./architectures changes.

    The page of a faulty file shows its problems, with their lines, until they are fixed.
    """
    from mlarch.cli.command_help import commands
    from mlarch.documents.paths import FOLDER
    from mlarch.publish.gallery import Site
    from mlarch.publish.gallery.publishing import docs_folder
    from mlarch.publish.serve.file_watcher import FileWatcher
    from mlarch.publish.serve.server import GalleryServer

    docs = None if no_docs else docs_folder(Path(FOLDER))
    site = Site(live=True, python=not no_python, docs=docs, commands=functools.partial(commands, context))
    server = GalleryServer(site, port)
    watcher = FileWatcher(server)
    watcher.start()
    click.echo(f"{server.url} shows {server.site.folder} and the zoo; press Ctrl+C to stop", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    watcher.stop()
