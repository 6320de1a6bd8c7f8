"""Measure large graphs, and Graphviz alone laying out the same boxes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bench.bench import Bench
from bench.figures import Case, Sample, Series, Target, at_most
from bench.graphs import system
from bench.rounds import Contender, alternate

SIZES = (20, 100, 1000, 5000)
_SECONDS = 70.0
# Graphs that take a minute are measured only for contenders with a target.
_LARGEST_FOR_ALL = 1000
_ROUNDS = {20: 5, 100: 5, 1000: 3, 5000: 1}


def measure(bench: Bench) -> tuple[Series, ...]:
    return tuple(series for size in SIZES for series in _of_size(bench, size))


def _of_size(bench: Bench, size: int) -> tuple[Series, ...]:
    folder = bench.fresh(f"graph-{size}")
    document, dot = folder / "system.json", folder / "system.dot"
    document.write_text(json.dumps(system(size)), encoding="utf-8")
    bench.export("dot", document, dot)
    rounds = min(bench.rounds, _ROUNDS[size])
    contenders = _contenders(bench, size, document, dot)
    return alternate(contenders, rounds=rounds, budget=bench.budget, warm=size < 1000)


def _contenders(bench: Bench, size: int, document: Path, dot: Path) -> Mapping[str, Contender | str]:
    def inside(how: str) -> Contender:
        return lambda: bench.inside("graph", how, document, seconds=_SECONDS)[how]

    def command() -> Sample:
        return bench.peer(graphviz, "-Tjson0", dot, "-o", "/dev/null", seconds=_SECONDS)

    graphviz = bench.peers["graphviz"]
    ours: dict[str, Contender | str] = {
        f"{size}: raw layout": inside("raw"),
        f"{size}: mlarch, SVG": inside("svg"),
    }
    if size > _LARGEST_FOR_ALL:
        return ours
    return {
        **ours,
        f"{size}: mlarch, layout": inside("layout"),
        f"{size}: raw layout, `dot` of the system": command if graphviz else "not installed",
    }


_OURS = "The rest is mlarch's own work in Python: measuring, rerouting lines, drawing."
_RAW = """Graphviz itself does not lay out these boxes in that time. Crossing minimisation over 2 500
label boxes and 500 clusters takes about a minute of processor time, and horizontal coordinates (network
simplex) take longer."""

CASE = Case(
    name="graphs",
    title="Large graphs",
    what="""Generated systems: clusters of ten nodes, 1.5 edges a node, 70 % of them within a cluster
and 25 % within a domain of five clusters, every second one labelled. *Raw layout* is the time of
Graphviz for the same boxes, labels and titles, written as plain DOT, with its own JSON as output and no
picture: with the library that mlarch uses, and with the `dot` of the system (which also starts and
reads). *Layout* is mlarch's layout of the document in memory, *SVG* the whole picture. Memory is that
of the largest process.""",
    measure=measure,
    targets=(
        at_most(
            1.25,
            "layout of 1 000 nodes, compared with raw layout",
            "1000: mlarch, layout",
            "1000: raw layout",
            why=_OURS,
        ),
        at_most(
            1.25,
            "SVG of 1 000 nodes, compared with raw layout",
            "1000: mlarch, SVG",
            "1000: raw layout",
            why=_OURS,
        ),
        Target(
            "SVG of 5 000 nodes",
            60.0,
            lambda m: m["5000: mlarch, SVG"].wall,
            unit="s",
            ours="5000: mlarch, SVG",
        ),
        Target(
            "memory for 5 000 nodes",
            1000.0,
            lambda m: m["5000: mlarch, SVG"].peak,
            unit="MB",
            ours="5000: mlarch, SVG",
        ),
    ),
    base="",
)
