"""Measure drawing the whole zoo from scratch, and plain `diagrams` drawing the same."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.bench import PYTHON, Bench
from bench.figures import Case, Sample, Series, at_least
from bench.processes import Failed
from bench.rounds import Contender, alternate

_WHY = """More than half of mlarch's processor time goes into the pixels of PNG, and more than half of
that into text, which librsvg draws glyph by glyph (see the next case). The search for a better layout
and the animations add to it."""
_PLAIN, _SCALED = "plain `diagrams`, at its own scale", "plain `diagrams`, at scale 2"


def measure(bench: Bench) -> tuple[Series, ...]:
    folder = bench.fresh("zoo")
    for name in ("plain", "scaled"):
        (folder / name).mkdir()
    bench.export("zoo", folder)
    entries = len([*(folder / "plain").glob("*.py")])
    missing = "" if bench.peers["graphviz"] else "no Graphviz is installed"
    contenders: dict[str, Contender | str] = {
        "mlarch": lambda: build(bench, entries),
        "mlarch, one job": lambda: build(bench, entries, "--jobs", "1"),
        _SCALED: missing or (lambda: scripts(bench, folder / "scaled")),
        _PLAIN: missing or (lambda: scripts(bench, folder / "plain")),
    }
    build(bench, entries)
    if not missing:
        bench.run(PYTHON, min((folder / "plain").glob("*.py")).name, cwd=folder / "plain")
    return alternate(contenders, rounds=min(bench.rounds, 3), budget=2 * bench.budget, warm=False)


def build(bench: Bench, entries: int, *options: str) -> Sample:
    """Draw the zoo into an empty folder with an empty cache."""
    folder = bench.fresh("built")
    shutil.rmtree(Path(bench.environment()["XDG_CACHE_HOME"]) / "mlarch", ignore_errors=True)
    sample = bench.mlarch("build", *options, cwd=folder)
    for suffix in ("svg", "png"):
        # A build also draws the animation of each family, and is timed with them.
        if len([*folder.rglob(f"*.{suffix}")]) < entries:
            raise Failed(f"the build did not draw {entries} {suffix}")
    return sample


def scripts(bench: Bench, folder: Path) -> Sample:
    """Run `diagrams` scripts one by one, each in its own process; return the sum."""
    samples = []
    for path in folder.glob("*.py"):
        samples.append(bench.run(PYTHON, path.name, cwd=folder))
    drawn = {path.suffix: len([*folder.glob(f"*{path.suffix}")]) for path in folder.glob("*.[ps][nv]g")}
    if not samples or any(count != len(samples) for count in drawn.values()):
        raise Failed(f"{len(samples)} scripts drew {drawn}")
    return Sample(sum(s.wall for s in samples), sum(s.cpu for s in samples), max(s.peak for s in samples))


CASE = Case(
    name="zoo",
    title="The zoo, cold",
    what="""All entries of the zoo as SVG and PNG at scale 2, into an empty folder, with an empty cache.
mlarch runs `mlarch build`, which also draws an animation of each family. Plain `diagrams` runs the
scripts that mlarch exports, one by one, and draws with the `dot` of the system. Nodes, clusters, edges
and formats are the same; at scale 2, `dpi` is 192. The SVG of `diagrams` refers to icons by path, that
of mlarch contains them. Plain `diagrams` uses one processor.""",
    measure=measure,
    targets=(
        at_least(6.0, "`diagrams` at the same scale, compared with mlarch", _SCALED, "mlarch", why=_WHY),
        at_least(6.0, "`diagrams` at its own scale, compared with mlarch", _PLAIN, "mlarch", why=_WHY),
    ),
)
