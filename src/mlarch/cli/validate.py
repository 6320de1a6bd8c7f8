"""Check documents without drawing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mlarch.cli.messages import BAD_INPUT, print_problems
from mlarch.cli.options import standard_input

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mlarch.project.bases import RegistryBases

__all__ = ["validate"]


@click.command()
@click.argument("files", metavar="FILE|DIR|- ...", nargs=-1, required=True, type=click.Path())
@click.pass_context
def validate(context: click.Context, files: tuple[str, ...]) -> None:
    """Check documents and everything they extend; print each problem with its line.

    A folder means all documents in it.
    """
    from mlarch.project.bases import RegistryBases

    bases, problems, count = RegistryBases(), dict[str, str](), 0
    for name in files:
        for path in _documents(name):
            count += 1
            problems.update((problem, problem) for problem in _problems(path, bases))
    print_problems(problems.values())
    if problems:
        context.exit(BAD_INPUT)
    click.echo(f"{count} document{'' if count == 1 else 's'} without problems", err=True)


def _documents(name: str) -> Iterator[Path | str]:
    from pathlib import Path

    from mlarch.project import registry

    if name == "-" or not Path(name).is_dir():
        yield name
    else:
        yield from registry.documents(name)


def _problems(path: Path | str, bases: RegistryBases) -> tuple[str, ...]:
    """Return the problems of one document, or of a project file."""
    from pathlib import Path

    from mlarch.documents.paths import is_project_file
    from mlarch.documents.project_file import project_at
    from mlarch.errors import MlarchError
    from mlarch.project import loading

    try:
        if path == "-":
            loading.from_yaml(standard_input(), name="stdin", path="-")
        elif is_project_file(path):
            project_at(Path(path).parent)
        else:
            loading.load(path, bases=bases)
    except MlarchError as error:
        return error.problems
    return ()
