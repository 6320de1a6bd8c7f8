"""Offer mlarch on the command line."""

from __future__ import annotations

import click

from mlarch.cli.command_group import CommandGroup

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "list": "List the zoo and your architectures",
    "show": "Show what an architecture consists of",
    "render": "Draw architectures, documents and scripts",
    "build": "Bring the pictures in out/ up to date",
    "import": "Turn deployed configuration into a document",
    "diff": "Compare two architectures",
    "decide": "Answer the questions of a decision",
    "animate": "Draw the steps of a family as an animation",
    "lint": "Check an architecture for design problems",
    "drift": "Compare an architecture with a deployment",
    "check": "Run validate, lint, build --check and drift",
    "init": "Start your own version of an architecture",
    "embed": "Print the markup that shows a picture",
    "validate": "Check documents without drawing them",
    "schema": "Print the JSON Schema of documents",
    "gallery": "Write a web site of all architectures",
    "serve": "Serve the gallery while you edit",
    "doctor": "Print versions and missing dependencies",
}
"""Every command with its summary. Each is in the module of its name and loaded when it runs."""


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from mlarch import __version__

        click.echo(f"mlarch {__version__}")
        context.exit()


@click.group(
    "mlarch",
    cls=CommandGroup,
    summaries=COMMANDS,
    context_settings={"help_option_names": ["--help", "-h"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print notes, warnings and the cause of errors.")
@click.pass_context
def main(context: click.Context, verbose: bool) -> None:
    """Draw machine-learning systems in production, from a zoo of examples or your own code.

    NAME is an entry of the zoo or a file in ./architectures. The last part of a name is enough if it
    is unique: "cache" for "gcp-scaling/6-cache". "zoo:NAME" skips ./architectures.

    Data goes to stdout, messages to stderr. Exit codes: 0 success, 1 findings, 2 wrong usage or
    unreadable input.
    """
    context.obj = verbose
    if verbose:
        from mlarch.cli.log import show_log

        show_log(context)
