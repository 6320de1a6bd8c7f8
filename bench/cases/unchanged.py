"""Measure a build that has nothing to do, and a script that only loads click."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.bench import PYTHON, ROOT, Bench
from bench.figures import Case, Series, at_most
from bench.rounds import alternate

BARE = "bare click script, `--help`"

_SCRIPT = '''"""Greet."""

import click


@click.command()
@click.option("--name", default="you", help="Whom to greet.")
def greet(name: str) -> None:
    """Greet somebody."""
    click.echo(f"Hello {name}")


greet()
'''


def bare_script(folder: Path) -> Path:
    """Write the smallest script with a command line."""
    path = folder / "bare.py"
    path.write_text(_SCRIPT, encoding="utf-8")
    return path


def project(bench: Bench) -> Path:
    """Return a copy of this repository's documents as a project."""
    folder = bench.fresh("project")
    shutil.copytree(ROOT / "architectures", folder / "architectures")
    return folder


def measure(bench: Bench) -> tuple[Series, ...]:
    zoo, own = bench.fresh("zoo"), project(bench)
    for folder in (zoo, own):
        bench.mlarch("build", cwd=folder)
    script = bare_script(bench.folder)
    contenders = {
        "mlarch": lambda: bench.mlarch("build", cwd=zoo),
        "mlarch, the documents of this repository": lambda: bench.mlarch("build", cwd=own),
        BARE: lambda: bench.run(PYTHON, script, "--help"),
        "`python -c pass`": lambda: bench.run(PYTHON, "-c", "pass"),
    }
    return alternate(contenders, rounds=4 * bench.rounds, budget=bench.budget)


_WHY = """The rest is mostly reading and hashing mlarch's own code, the documents and all pictures,
because content decides, not time."""

CASE = Case(
    name="unchanged",
    title="Nothing changed",
    what="""`mlarch build` in a folder in which everything is up to date: the zoo, and the documents of
this repository. One of these is a script, which has to run to find out. For comparison, a script with
one command and one option of click that prints its help, the minimum for any such program. Plain
`diagrams` and D2 always draw.""",
    measure=measure,
    targets=(at_most(2.0, "unchanged build, compared with a bare click script", "mlarch", BARE, why=_WHY),),
    base=BARE,
)
