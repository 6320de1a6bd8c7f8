"""Measure the search for a better layout, and the SVG of each entry in a warm process."""

from __future__ import annotations

from bench.bench import Bench
from bench.figures import Case, Sample, Series, Target, at_most

_PARTS = ("one plain layout", "the search", "SVG, search and all")


def measure(bench: Bench) -> tuple[Series, ...]:
    found = bench.inside("search")
    entries = [name.removesuffix(": plain") for name in found if name.endswith(": plain")]
    plain, search, svg = (
        {entry: found[f"{entry}: {part}"].cpu for entry in entries} for part in ("plain", "search", "SVG")
    )
    dearest = max(entries, key=lambda entry: search[entry] / plain[entry])
    slowest = max(entries, key=lambda entry: svg[entry])
    return (
        *(
            _series(part, sum(times.values()))
            for part, times in zip(_PARTS, (plain, search, svg), strict=True)
        ),
        _series("the search costs most", plain[dearest], f"{dearest}, one plain layout"),
        _series("there, the search", search[dearest]),
        _series("slowest SVG", svg[slowest], slowest),
    )


def _series(name: str, seconds: float, note: str = "") -> Series:
    return Series(name, (Sample(seconds, seconds),), note)


CASE = Case(
    name="search",
    title="The search for a better layout",
    what="""Each entry of the zoo with one plain layout, with the search among up to three layouts, and
as SVG from scratch, in a warm process. The table has the sums and the worst entries: processor time,
the minimum of five.""",
    measure=measure,
    targets=(
        at_most(
            3.0,
            "layout with the search, compared with one plain layout, in any entry",
            "there, the search",
            "the search costs most",
        ),
        Target(
            "the slowest SVG of an entry in a warm process", 0.1, lambda m: m["slowest SVG"].cpu, unit="s"
        ),
    ),
    base="",
)
