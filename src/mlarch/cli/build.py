"""Bring the pictures of a folder up to date."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mlarch.cli.messages import BAD_INPUT, FINDINGS, print_problems
from mlarch.cli.options import provider_options, report_unchanged
from mlarch.cli.progress import progress

if TYPE_CHECKING:
    from mlarch.project.build_result import BuildResult

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
@click.option("-o", "--output", default="out", show_default=True, metavar="DIR", help="Output directory.")
@click.option("--check", is_flag=True, help="Write nothing; list stale pictures and exit 1 if there are any.")
@click.option("--force", is_flag=True, help="Draw up-to-date pictures as well.")
@click.option(
    "--no-python", is_flag=True, help="Do not run Python in ./architectures; exit 2 if there is any."
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Number of parallel workers [default: one a processor].",
)
@click.option(
    "--shard", metavar="I/N", callback=_shard, help="Draw part I of N, to share work among machines."
)
@click.option(
    "--page", "pages", metavar="FILE", multiple=True, default=("README.md",), show_default=True,
    help="Markdown page in which to fill <!-- mlarch: NAME --> with pictures [repeatable].",
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
    """Draw ./architectures as SVG and PNG, or the zoo if there is no such folder.

    The project file, mlarch.yaml, can select other formats and several themes. A mark
    <!-- mlarch: NAME --> in README.md is filled with the picture of that name, light and dark.
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
    print_problems(dict.fromkeys(built.problems))
    unchanged_code = report_unchanged(built.unmatched, strict)
    click.echo(_summary(built), err=True)
    context.exit(BAD_INPUT if built.problems else FINDINGS if built.stale else unchanged_code)


def _summary(built: BuildResult) -> str:
    """Return the number of pictures that were written, unchanged and stale."""
    written, stale = set(built.written), set(built.stale)
    groups = {"written": written, "unchanged": {*built.unchanged} - written, "stale": stale}
    counts = ", ".join(f"{len(paths)} {name}" for name, paths in groups.items() if paths)
    return counts or ("nothing written" if built.problems else "nothing to draw")
