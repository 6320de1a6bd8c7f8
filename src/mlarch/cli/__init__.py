"""Offer mlarch on the command line: thin commands that import their work when they run."""

from __future__ import annotations

import gc

import click

from mlarch.cli.translation import Commands

__all__ = ["COMMANDS", "main"]

COMMANDS = (
    "list",
    "show",
    "render",
    "build",
    "import",
    "diff",
    "decide",
    "animate",
    "lint",
    "drift",
    "check",
    "init",
    "embed",
    "validate",
    "schema",
    "gallery",
    "serve",
    "doctor",
)
"""The commands, each in a module of its own, which is loaded when the command is asked for."""


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from mlarch import __version__

        click.echo(f"mlarch {__version__}")
        context.exit()


@click.group("mlarch", cls=Commands, names=COMMANDS, context_settings={"help_option_names": ["--help", "-h"]})
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
    # What is made here holds no circles to look for: a build takes 5 % less time, and no more memory.
    gc.set_threshold(100_000, 50, 100)
    context.obj = verbose
    if verbose:
        from mlarch.cli.log import show_log

        show_log(context)
