"""Bring the pictures of a folder up to date."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mlarch.cli.progress import progress
from mlarch.cli.provider import provider_options, say_left
from mlarch.cli.translation import BAD_INPUT, FINDINGS, say_problems

if TYPE_CHECKING:
    from mlarch.project.build import Built

__all__ = ["build"]


def _shard(context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[int, int]:
    """Read 2/5 as the second part of five."""
    part, _, parts = (text or "1/1").partition("/")
    if not (part.isascii() and part.isdigit() and parts.isascii() and parts.isdigit()):
        raise click.BadParameter(f"'{text}' is not of the form 2/5.")
    if not 1 <= int(part) <= int(parts):
        raise click.BadParameter(f"'{text}' is none of the parts 1/{parts} to {parts}/{parts}.")
    return int(part), int(parts)


@click.command()
@click.option("-o", "--output", default="out", show_default=True, metavar="DIR", help="Where to.")
@click.option("--check", is_flag=True, help="Write nothing; list what is stale and exit 1.")
@click.option("--force", is_flag=True, help="Draw what is up to date as well.")
@click.option(
    "--no-python", is_flag=True, help="Run no Python of ./architectures; exit 2 where there is any."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many at once; one a processor.")
@click.option("--shard", metavar="I/N", callback=_shard, help="Draw only part I of N, one a machine.")
@click.option(
    "--page", "pages", metavar="FILE", multiple=True, default=("README.md",), show_default=True,
    help="Fill the places of a Markdown page that are marked <!-- mlarch: NAME -->.",
)  # fmt: skip
@provider_options
@click.pass_context
def build(
    context: click.Context,
    output: str,
    check: bool,
    force: bool,
    no_python: bool,
    jobs: int | None,
    shard: tuple[int, int],
    pages: tuple[str, ...],
    provider: str,
    strict: bool,
) -> None:
    """Draw ./architectures, or the zoo where there is no such folder, as SVG and PNG.

    The project's file, mlarch.yaml, may ask for other formats and for several themes. Where README.md
    says <!-- mlarch: NAME -->, the picture of that name is shown, light and dark.
    """
    from mlarch.project import build as work
    from mlarch.publish import readme

    if strict and not provider:
        raise click.UsageError("'--strict' needs '--provider'.")
    with progress(len(work.entries()) if sys.stderr.isatty() else 0) as done:
        built = work.build(
            output,
            provider=provider,
            check=check,
            force=force,
            python=not no_python,
            jobs=jobs,
            shard=shard,
            done=done,
        )
    if shard[0] == 1:
        built += readme.fill(output, pages=pages, provider=provider, check=check, force=force)
    for path in dict.fromkeys(built.stale):
        click.echo(f"{path}: stale")
    say_problems(dict.fromkeys(built.problems))
    left = say_left(built.left, strict)
    click.echo(_summary(built), err=True)
    context.exit(BAD_INPUT if built.problems else FINDINGS if built.stale else left)


def _summary(built: Built) -> str:
    """Say how many pictures there were of each sort."""
    written, stale = set(built.written), set(built.stale)
    sorts = {"written": written, "unchanged": {*built.unchanged} - written, "stale": stale}
    said = ", ".join(f"{len(paths)} {sort}" for sort, paths in sorts.items() if paths)
    return said or ("nothing written" if built.problems else "nothing to draw")
