"""Measure the start of commands that draw nothing."""

from __future__ import annotations

from functools import partial

from bench.bench import PYTHON, Bench
from bench.cases.unchanged import BARE, bare_script
from bench.figures import Case, Series
from bench.rounds import Contender, alternate

_COMMANDS = (("--help",), ("list",), ("show", "gcp-scaling/6-cache"))


def measure(bench: Bench) -> tuple[Series, ...]:
    script = bare_script(bench.fresh("start"))
    contenders: dict[str, Contender | str] = {
        BARE: lambda: bench.run(PYTHON, script, "--help"),
        **{
            f"`mlarch {' '.join(words)}`": partial(bench.mlarch, *words, cwd=script.parent)
            for words in _COMMANDS
        },
        "`d2 --version`": (lambda: bench.peer(bench.peers["d2"], "--version"))
        if bench.peers["d2"]
        else "not installed",
    }
    return alternate(contenders, rounds=4 * bench.rounds, budget=bench.budget)


CASE = Case(
    name="start",
    title="Start of commands",
    what="""Commands that draw nothing, as whole processes, compared with a script that only loads
click.""",
    measure=measure,
    base=BARE,
)
