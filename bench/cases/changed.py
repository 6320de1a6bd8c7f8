"""Measure a build after one document has changed, and plain `diagrams` drawing that one."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from bench.bench import PYTHON, Bench
from bench.cases.unchanged import project
from bench.figures import Case, Sample, Series
from bench.processes import Failed
from bench.rounds import Contender, alternate

_ONE, _STEP = "fastapi-onnx", "6-cache"


def measure(bench: Bench) -> tuple[Series, ...]:
    folder = project(bench)
    bench.mlarch("build", cwd=folder)
    one = next(folder.rglob(f"{_ONE}.yaml"))
    step = next(folder.rglob(f"{_STEP}.yaml"))
    bench.export("script", one.relative_to(folder), bench.folder, cwd=folder)
    number = count()

    def rebuild(path: Path, least: int) -> Sample:
        _edit(path, next(number))
        before = {item: item.stat().st_mtime_ns for item in folder.rglob("out/**/*.*")}
        sample = bench.mlarch("build", cwd=folder)
        changed = [item for item, at in before.items() if item.stat().st_mtime_ns != at]
        if not least <= len(changed) <= least + 1:
            raise Failed(f"one document changed, and {len(changed)} files were drawn")
        return sample

    drawn = bench.folder / f"{_ONE}.py"
    contenders: dict[str, Contender | str] = {
        "mlarch": lambda: rebuild(one, 2),
        "mlarch, a step of a family of nine": lambda: rebuild(step, 2),
        "plain `diagrams`, at scale 2": (lambda: bench.run(PYTHON, drawn.name))
        if bench.peers["graphviz"]
        else "no Graphviz is installed",
    }
    return alternate(contenders, rounds=bench.rounds, budget=bench.budget)


def _edit(path: Path, number: int) -> None:
    """Give a document another title."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("title:")]
    path.write_text("\n".join([*lines, f"title: Changed {number} times", ""]), encoding="utf-8")


CASE = Case(
    name="changed",
    title="One entry changed",
    what="""`mlarch build` of the documents of this repository after one title has changed, SVG and PNG
at scale 2. If the document is a step of a family, the animation of the family is drawn again too. For
comparison, the plain `diagrams` script of that one document; the user has to know which script to run.""",
    measure=measure,
)
