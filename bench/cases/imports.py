"""Measure the time of imports."""

from __future__ import annotations

from functools import partial

from bench.bench import PYTHON, Bench
from bench.figures import Case, Series
from bench.rounds import Contender, alternate

_PYTHON = "Python alone"
_LINES = {
    _PYTHON: "pass",
    "`import mlarch`": "import mlarch",
    "`from mlarch import get`": "from mlarch import get",
    "`from mlarch import Diagram, Cluster, Edge`": "from mlarch import Diagram, Cluster, Edge",
    "`from diagrams import Diagram, Cluster, Edge`": "from diagrams import Diagram, Cluster, Edge",
}


def measure(bench: Bench) -> tuple[Series, ...]:
    contenders: dict[str, Contender | str] = {
        name: partial(bench.run, PYTHON, "-c", line) for name, line in _LINES.items()
    }
    return alternate(contenders, rounds=4 * bench.rounds, budget=bench.budget)


CASE = Case(
    name="imports",
    title="Imports",
    what="""Whole processes that import a name and exit. The first row is Python itself.""",
    measure=measure,
    base=_PYTHON,
)
