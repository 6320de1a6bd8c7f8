"""Measure what the search for a better layout costs, and SVG of the zoo in a warm process.

For each entry: the seconds that the engine's part takes with one plain layout of each region, with the
search, their ratio, and the seconds of the whole SVG: processor time, the best of some rounds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from unittest import mock

from mlarch import listing, render
from mlarch.model import Architecture
from mlarch.render import arrange
from mlarch.render.dot import Hints

MOST_RATIO = 3.0
MOST_MS = 100.0


@dataclass(frozen=True)
class Row:
    """Milliseconds of one entry."""

    name: str
    plain: float
    searched: float
    svg: float

    @property
    def ratio(self) -> float:
        return self.searched / self.plain


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where an entry is over a limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args(arguments).rounds
    rows = [measured(listing.get(entry.name), rounds) for entry in listing.zoo()]
    print(f"{'ms':36}{'plain':>9}{'search':>9}{'ratio':>8}{'SVG':>9}")
    for row in rows:
        print(f"{row.name:36}{row.plain:9.1f}{row.searched:9.1f}{row.ratio:8.2f}{row.svg:9.1f}")
    ratio, slowest = max(row.ratio for row in rows), max(row.svg for row in rows)
    print(f"largest ratio {ratio:.2f} (limit {MOST_RATIO:.0f})")
    print(f"slowest SVG {slowest:.0f} ms (limit {MOST_MS:.0f})")
    return 0 if ratio <= MOST_RATIO and slowest < MOST_MS else 1


def measured(arch: Architecture, rounds: int) -> Row:
    """Return the best of some rounds: what else runs on the machine only ever adds."""
    times = [_round(arch) for _ in range(rounds)]
    plain, searched, svg = (1000 * min(column) for column in zip(*times, strict=True))
    return Row(arch.name, plain, searched, svg)


def _round(arch: Architecture) -> tuple[float, float, float]:
    with _plain():
        plain = _timed(lambda: render.layout(arch))
    searched = _timed(lambda: render.layout(arch))
    # The last layouts are kept for a PNG of the same picture.
    render._laid_out.cache_clear()
    return plain, searched, _timed(lambda: render.to_svg(arch))


@contextmanager
def _plain() -> Iterator[None]:
    """Lay out every region once, without hints."""

    once = partial(arrange._one_layout, hints=Hints())
    with mock.patch.object(arrange, "_laid_out", once):
        yield


def _timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    sys.exit(main())
