"""Count the crossings of every entry of the zoo, drawn by mlarch and as plain `diagrams` would draw it.

Both are laid out by the Graphviz that mlarch uses, in the entry's own direction, and counted by the
checker. `diagrams` draws lines as `ortho` unless told otherwise; `spline` stands beside it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from mlarch import listing, render
from mlarch.model import Architecture
from mlarch.render import engine
from mlarch.render.checker import figures
from mlarch.render.checker.figures import figures_of

sys.path.insert(0, str(Path(__file__).parent))

from plain_diagrams import dot_of, scene_of

__all__ = ["Row", "measure", "table"]


@dataclass(frozen=True)
class Row:
    """The crossings of one entry: ours, and those of plain `diagrams` with two kinds of lines."""

    name: str
    ours: int
    ortho: int
    spline: int


def measure(direction: str = "") -> Iterator[Row]:
    """Yield the crossings of every entry of the zoo, in its own direction unless one is given."""
    for entry in listing.zoo():
        declared = listing.get(entry.name)
        arch = declared.replace(direction=direction or declared.direction)
        ours = figures(arch, render.layout(arch)).crossings
        yield Row(entry.name, ours, _plain(arch, "ortho"), _plain(arch, "spline"))


def _plain(arch: Architecture, splines: str) -> int:
    return figures_of(scene_of(arch, engine.positions(dot_of(arch, splines)))).crossings


def total(rows: Sequence[Row]) -> Row:
    """Return the sums of some rows."""
    return Row("sum", *(sum(getattr(row, name) for row in rows) for name in ("ours", "ortho", "spline")))


def table(rows: Sequence[Row]) -> str:
    """Return rows and their sums as text."""
    lines = [f"{'crossings':36}{'ours':>8}{'ortho':>8}{'spline':>8}"]
    for name, *counts in map(astuple, [*rows, total(rows)]):
        lines.append(f"{name:36}" + "".join(f"{count:8}" for count in counts))
    return "\n".join(lines)


if __name__ == "__main__":
    # Graphviz says of every orthogonal line that its label may stand anywhere.
    logging.getLogger("mlarch").setLevel(logging.ERROR)
    print(f"Graphviz {engine.version()}")
    for direction in ("", "LR"):
        print(f"\n{direction or 'declared direction'}\n{table(list(measure(direction)))}")
