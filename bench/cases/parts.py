"""Measure the parts of drawing the zoo: imports, reading, layout, SVG, PNG."""

from __future__ import annotations

from collections import defaultdict

from bench.bench import Bench
from bench.figures import Case, Measured, Sample, Series, Target


def measure(bench: Bench) -> tuple[Series, ...]:
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number in range(-1, min(bench.rounds, 3)):
        for part, sample in bench.inside("parts").items():
            if number >= 0:
                samples[part].append(Sample(sample.wall, sample.cpu))
    return tuple(Series(name, tuple(of_part)) for name, of_part in samples.items())


def png_beside_the_largest(measured: Measured) -> float:
    """Return the processor time of PNG as a multiple of that of the largest other part."""
    others = [one.cpu for name, one in measured.items() if not name.startswith("PNG")]
    return measured["PNG, at scale 2"].cpu / max(others)


_WHY = """The pictures have 63 million pixels. librsvg takes nine tenths of the time of PNG: a bit more
than half is text (every glyph is rendered anew in each picture), a quarter the bare surface. One tenth
is compression."""

CASE = Case(
    name="parts",
    title="Where the time goes",
    what="""The zoo as SVG and PNG at scale 2, in one process and one thread of mlarch, part by part and
without animations. PNG would be the bottleneck if it took more processor time than any other part.""",
    measure=measure,
    targets=(
        Target(
            "processor time of PNG, compared with the largest other part",
            1.0,
            png_beside_the_largest,
            ours="PNG, at scale 2",
            why=_WHY,
        ),
    ),
    base="",
)
