"""Measure drawing a hundred documents as SVG: one call of mlarch, a hundred of D2."""

from __future__ import annotations

from bench.bench import Bench
from bench.cases.document import D2, written
from bench.figures import Case, Sample, Series, at_least
from bench.rounds import Contender, alternate

_COUNT = 100


def measure(bench: Bench) -> tuple[Series, ...]:
    folder, out = bench.fresh("documents"), bench.fresh("drawn")
    paths = written(bench, folder, _COUNT)
    d2 = bench.peers["d2"]

    def one_call() -> Sample:
        return bench.mlarch("render", *paths, "-f", "svg", "-o", f"{out}/", seconds=120.0)

    def many_calls() -> Sample:
        samples = [
            bench.peer(d2, path.with_suffix(".d2").name, out / f"{path.stem}.svg", cwd=folder)
            for path in paths
        ]
        return Sample(sum(s.wall for s in samples), sum(s.cpu for s in samples), max(s.peak for s in samples))

    contenders: dict[str, Contender | str] = {
        "mlarch": one_call,
        D2: many_calls if d2 else "not installed",
    }
    return alternate(contenders, rounds=min(bench.rounds, 3), budget=bench.budget, warm=False)


_WHY = """Nearly all of the time is the search for a better layout: several layouts, and straightening
of lines, in Python, in as many processes as there are processors. D2 draws its first layout."""

CASE = Case(
    name="hundred",
    title="A hundred documents",
    what="""A hundred different systems of 20 nodes and 30 edges with icons as SVG: one call of `mlarch
render`, and a hundred calls of D2, which draws one file at a time.""",
    measure=measure,
    targets=(at_least(3.0, "a hundred calls of D2, compared with mlarch", D2, "mlarch", why=_WHY),),
)
