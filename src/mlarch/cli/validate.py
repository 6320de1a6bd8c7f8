"""Check documents without drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import standard_input
from mlarch.cli.translation import BAD_INPUT, say_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlarch.project.bases import RegistryBases

__all__ = ["validate"]


@click.command()
@click.argument("files", metavar="FILE|DIR|- ...", nargs=-1, required=True, type=click.Path())
@click.pass_context
def validate(context: click.Context, files: tuple[str, ...]) -> None:
    """Check documents and all that they extend; print every problem with its place.

    A folder stands for the documents in it.
    """
    from mlarch.project.bases import RegistryBases

    bases, problems, count = RegistryBases(), dict[str, str](), 0
    for name in files:
        for path in _files(name):
            count += 1
            problems.update((problem, problem) for problem in _problems(path, bases))
    say_problems(problems.values())
    if problems:
        context.exit(BAD_INPUT)
    click.echo(f"{count} document{'' if count == 1 else 's'} without problems", err=True)


def _files(name: str) -> Iterator[Path | str]:
    from pathlib import Path

    from mlarch.project import registry

    if name == "-" or not Path(name).is_dir():
        yield name
    else:
        yield from registry.documents(name)


def _problems(path: Path | str, bases: RegistryBases) -> tuple[str, ...]:
    """Return what is wrong with one document, or with a project's file."""
    from pathlib import Path

    from mlarch.documents import conventions
    from mlarch.documents.project_file import project_at
    from mlarch.errors import MlarchError
    from mlarch.project import loading

    try:
        if path == "-":
            loading.from_yaml(standard_input(), name="stdin", path="-")
        elif Path(path).name in (conventions.SETTINGS, "pyproject.toml"):
            project_at(Path(path).parent)
        else:
            loading.load(path, bases=bases)
    except MlarchError as error:
        return error.problems
    return ()
