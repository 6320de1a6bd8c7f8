"""Show the gallery while architectures are edited."""

from __future__ import annotations

import contextlib

import click

__all__ = ["serve"]


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes any.")
@click.option("--no-python", is_flag=True, help="Run no Python of ./architectures.")
def serve(port: int, no_python: bool) -> None:
    """Show the gallery on 127.0.0.1; pages follow what changes in ./architectures.

    What is wrong with a file stands in its page, with the line, until it is put right.
    """
    from mlarch.gallery import Site
    from mlarch.gallery.live import Following
    from mlarch.gallery.server import Server

    server = Server(Site(live=True, python=not no_python), port)
    following = Following(server)
    following.start()
    click.echo(f"{server.url} shows {server.site.folder} and the zoo; Ctrl+C ends it", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    following.stop()
