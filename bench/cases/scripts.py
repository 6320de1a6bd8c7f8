"""Measure `diagrams` scripts: one `mlarch render` of all, and each run unchanged."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.bench import PYTHON, Bench
from bench.figures import Case, Sample, Series, at_least
from bench.processes import Failed
from bench.rounds import Contender, alternate

_SCRIPTS = Path(__file__).parents[1] / "scripts"
_PLAIN = "plain `diagrams`"


def measure(bench: Bench) -> tuple[Series, ...]:
    folder = bench.folder / "scripts"
    shutil.copytree(_SCRIPTS, folder)
    names = sorted(path.name for path in folder.glob("*.py"))

    def together() -> Sample:
        sample = bench.mlarch("render", *names, "-f", "png", "-o", "drawn/", cwd=folder)
        _drawn(folder / "drawn", names)
        return sample

    def one_by_one() -> Sample:
        samples = [bench.run(PYTHON, name, cwd=folder) for name in names]
        _drawn(folder, names)
        return Sample(sum(s.wall for s in samples), sum(s.cpu for s in samples), max(s.peak for s in samples))

    contenders: dict[str, Contender | str] = {
        "mlarch": together,
        _PLAIN: one_by_one if bench.peers["graphviz"] else "no Graphviz is installed",
    }
    return alternate(contenders, rounds=bench.rounds, budget=bench.budget)


def _drawn(folder: Path, names: list[str]) -> None:
    """Check that every timed picture was drawn."""
    drawn = len([*folder.glob("*.png")])
    if drawn != len(names):
        raise Failed(f"{drawn} pictures of {len(names)} scripts")


_WHY = """mlarch draws four times as many pixels, and librsvg takes most of that time."""

CASE = Case(
    name="scripts",
    title="Scripts of diagrams",
    what="""Nine scripts like the examples in the documentation of `diagrams`, as PNG: one `mlarch
render` of all nine (at scale 2), and each run with plain `diagrams` (at its own scale).""",
    measure=measure,
    targets=(at_least(3.0, "plain `diagrams`, compared with mlarch", _PLAIN, "mlarch", why=_WHY),),
)
