"""Measure reading documents: large ones, many, and refusing those over the limits."""

from __future__ import annotations

from collections import defaultdict

from bench.bench import Bench
from bench.figures import Case, Measured, Sample, Series, Target

OVERLAY = "overlay of 1 000 nodes and 1 500 edges"
SEVERAL = "100 documents, half of them overlays"


def measure(bench: Bench) -> tuple[Series, ...]:
    samples: dict[str, list[Sample]] = defaultdict(list)
    for _ in range(min(bench.rounds, 3)):
        for name, sample in bench.inside("reading").items():
            samples[name].append(Sample(sample.wall, sample.cpu))
    return tuple(Series(name, tuple(of_part)) for name, of_part in samples.items())


def slowest_refusal(measured: Measured) -> float:
    return max(one.cpu for name, one in measured.items() if name.startswith("refused"))


CASE = Case(
    name="reading",
    title="Reading documents",
    what="""Documents read in a process that has read one before, without drawing. Targets are processor
time.""",
    measure=measure,
    targets=(
        Target(OVERLAY, 0.3, lambda m: m[OVERLAY].cpu, unit="s"),
        Target(SEVERAL, 1.0, lambda m: m[SEVERAL].cpu, unit="s"),
        Target("the slowest refusal", 2.0, slowest_refusal, unit="s"),
    ),
    base="",
)
