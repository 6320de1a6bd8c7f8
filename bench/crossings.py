"""Count the crossings of every zoo entry, drawn by mlarch and by plain `diagrams`.

Both are laid out by the Graphviz that mlarch uses, in the entry's own direction, and counted by the
checker. `diagrams` draws `ortho` lines by default; `spline` lines are counted as well.

python bench/crossings.py               the zoo
python bench/crossings.py --seeds 40    random architectures of 20 nodes and 30 edges
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from mlarch.drawing.checker import figures
from mlarch.drawing.checker.metrics import figures_of
from mlarch.errors import LayoutError
from mlarch.layout import engine, page_fit
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from plain_diagrams import SPLINES, dot_of, scene_of

from architectures import random_architecture

__all__ = ["Row", "measure", "table", "total", "zoo"]


@dataclass(frozen=True)
class Row:
    """The crossings of one entry: of mlarch, and of plain `diagrams` with two kinds of lines."""

    name: str
    ours: int
    ortho: int
    spline: int


def measure(architectures: Iterable[Architecture]) -> Iterator[Row]:
    """Yield the crossings of architectures."""
    for arch in architectures:
        ours = figures(arch, page_fit.lay_out(arch)).crossings
        yield Row(arch.name, ours, _plain(arch, "ortho"), _plain(arch, "spline"))


def _plain(arch: Architecture, splines: str) -> int:
    return figures_of(scene_of(arch, engine.positions(dot_of(arch, splines)))).crossings


def zoo(direction: str = "") -> Iterator[Architecture]:
    """Yield every entry of the zoo, in its own direction by default."""
    for entry in registry.zoo():
        arch = entry_loading.get(entry.name)
        yield arch.replace(direction=direction) if direction else arch


def total(rows: Sequence[Row]) -> Row:
    """Return the sums of some rows."""
    return Row("sum", *(sum(getattr(row, name) for row in rows) for name in ("ours", "ortho", "spline")))


def table(rows: Sequence[Row]) -> str:
    """Return rows and their sums as text."""
    lines = [f"{'crossings':36}{'ours':>8}{'ortho':>8}{'spline':>8}"]
    for name, *counts in map(astuple, [*rows, total(rows)]):
        lines.append(f"{name:36}" + "".join(f"{count:8}" for count in counts))
    return "\n".join(lines)


def drawable(seeds: int) -> Iterator[Architecture]:
    """Yield random architectures on which Graphviz does not crash without `newrank`."""
    for seed in range(seeds):
        arch = random_architecture(seed)
        try:
            with engine.apart():
                for splines in SPLINES:
                    engine.positions(dot_of(arch, splines))
        except LayoutError as error:
            print(f"{arch.name}: plain diagrams fails: {error.problems[0][:80]}")
        else:
            yield arch


def main() -> None:
    """Read the options and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=0)
    seeds = parser.parse_args().seeds
    # Graphviz warns about the label of every orthogonal line.
    logging.getLogger("mlarch").setLevel(logging.ERROR)
    print(f"Graphviz {engine.version()}")
    if seeds:
        print(table(list(measure(drawable(seeds)))))
        return
    for direction in ("", "LR"):
        print(f"\n{direction or 'declared direction'}\n{table(list(measure(zoo(direction))))}")


if __name__ == "__main__":
    main()
