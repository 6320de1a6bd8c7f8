"""Measure writing the gallery of the zoo, and the time from a save to its picture."""

from __future__ import annotations

from bench.bench import Bench
from bench.figures import Case, Sample, Series, Target

# Figure, unit and upper limit.
_LIMITS = (
    ("from cold", "s", 10.0),
    ("nothing changed", "s", 0.5),
    ("size of the site", "MB", 8.0),
    ("first picture of the start page", "s", 1.0),
    ("from save to picture, 20 nodes", "s", 0.3),
    ("from save to picture, 20 nodes, slowest", "s", 0.3),
)


def measure(bench: Bench) -> tuple[Series, ...]:
    found = bench.inside("gallery", seconds=240.0)
    return tuple(Series(name, (Sample(sample.wall, sample.cpu),)) for name, sample in found.items())


def _target(name: str, unit: str, most: float) -> Target:
    return Target(name, most, lambda m: m[f"{name}, {unit}"].wall, unit=unit, ours="mlarch")


CASE = Case(
    name="gallery",
    title="The gallery",
    what="""`mlarch gallery` of the zoo as a whole process, with an empty cache and again; its start
page in Chromium until the first picture is visible; and `mlarch serve` of a system of 20 nodes, from
saving the file to the new picture on the screen. Medians of up to five.""",
    measure=measure,
    targets=tuple(_target(*limit) for limit in _LIMITS),
    base="",
)
