"""Write a web site of all architectures."""

from __future__ import annotations

import functools

import click

from mlarch.cli.messages import BAD_INPUT, print_problems

__all__ = ["gallery"]


@click.command()
@click.option("-o", "--output", default="site", show_default=True, metavar="DIR", help="Output directory.")
@click.option("--no-python", is_flag=True, help="Do not run Python in ./architectures.")
@click.option("--no-docs", is_flag=True, help="Leave out the Markdown pages of ./docs.")
@click.pass_context
def gallery(context: click.Context, output: str, no_python: bool, no_docs: bool) -> None:
    """Write a web site of the zoo and ./architectures.

    The site is static and self-contained: open DIR/index.html, or host it anywhere. If there is a
    folder ./architectures, the Markdown files of ./docs become pages of the site.
    """
    from mlarch.cli.command_help import commands
    from mlarch.publish.gallery import publish

    result = publish(
        output, python=not no_python, docs=not no_docs, commands=functools.partial(commands, context)
    )
    print_problems(result.problems)
    removed = f", {len(result.removed)} removed" if result.removed else ""
    click.echo(
        f"{output}: {len(result.written)} written, {len(result.unchanged)} unchanged{removed}", err=True
    )
    context.exit(BAD_INPUT if result.problems else 0)
