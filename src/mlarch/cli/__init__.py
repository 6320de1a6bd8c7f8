"""Offer mlarch on the command line: thin commands that import their work when they run."""

from __future__ import annotations

import click

from mlarch.cli.animate import animate
from mlarch.cli.build import build
from mlarch.cli.check import check
from mlarch.cli.decide import decide
from mlarch.cli.diff import diff
from mlarch.cli.doctor import doctor
from mlarch.cli.drift import drift
from mlarch.cli.embed import embed
from mlarch.cli.gallery import gallery
from mlarch.cli.import_ import import_
from mlarch.cli.init import init
from mlarch.cli.lint import lint
from mlarch.cli.listing import list_
from mlarch.cli.render import render
from mlarch.cli.schema import schema
from mlarch.cli.serve import serve
from mlarch.cli.show import show
from mlarch.cli.translation import Commands
from mlarch.cli.validate import validate

__all__ = ["main"]


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from mlarch import __version__

        click.echo(f"mlarch {__version__}")
        context.exit()


@click.group("mlarch", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say where an error comes from, and more.")
@click.pass_context
def main(context: click.Context, verbose: bool) -> None:
    """Draw ways to put a machine-learning model into production, and your own.

    A NAME is that of an entry of the zoo or of a file in ./architectures, or its last part where
    that is unique: "gcp-scaling/6-cache" or "cache". "zoo:NAME" is the zoo's.

    Data goes to stdout, messages to stderr. Exit codes: 0 good, 1 findings, 2 wrong usage or
    input that cannot be read.
    """
    context.obj = verbose
    if verbose:
        from mlarch.cli.log import show_log

        show_log(context)


for command in (
    list_,
    show,
    render,
    build,
    import_,
    diff,
    decide,
    animate,
    lint,
    drift,
    check,
    init,
    embed,
    validate,
    schema,
    gallery,
    serve,
    doctor,
):
    main.add_command(command)
