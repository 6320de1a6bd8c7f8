"""Write the gallery."""

from __future__ import annotations

import functools

import click

from mlarch.cli.translation import BAD_INPUT, say_problems

__all__ = ["gallery"]


@click.command()
@click.option("-o", "--output", default="site", show_default=True, metavar="DIR", help="Where to.")
@click.option("--no-python", is_flag=True, help="Run no Python of ./architectures.")
@click.option("--no-docs", is_flag=True, help="Leave out the Markdown files of ./docs.")
@click.pass_context
def gallery(context: click.Context, output: str, no_python: bool, no_docs: bool) -> None:
    """Write a web site of the zoo and ./architectures, to host anywhere or to open as files.

    It needs no server and loads nothing from elsewhere: open DIR/index.html. Where there is a folder
    ./architectures, the Markdown files of ./docs are pages of the site.
    """
    from mlarch.cli.reference import commands
    from mlarch.publish.gallery import publish

    done = publish(
        output, python=not no_python, docs=not no_docs, commands=functools.partial(commands, context)
    )
    say_problems(done.problems)
    removed = f", {len(done.removed)} removed" if done.removed else ""
    click.echo(f"{output}: {len(done.written)} written, {len(done.unchanged)} unchanged{removed}", err=True)
    context.exit(BAD_INPUT if done.problems else 0)
