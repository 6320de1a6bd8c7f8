"""Lay out each zoo entry with one plain layout a region and with the search, and draw it as SVG."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

from bench.inside.timing import report
from mlarch import drawing
from mlarch.layout import arrange, page_fit
from mlarch.layout.dot import Hints
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry

__all__ = ["main"]

_ROUNDS = 5


def main() -> None:
    times = {}
    for entry in registry.zoo():
        for part, seconds in zip(
            ("plain", "search", "SVG"), _best(entry_loading.get(entry.name)), strict=True
        ):
            times[f"{entry.name}: {part}"] = (seconds, seconds)
    report(times)


def _best(arch: Architecture) -> list[float]:
    """Return the minimum of some rounds, since other load on the machine only adds time."""
    return [min(column) for column in zip(*(_round(arch) for _ in range(_ROUNDS)), strict=True)]


def _round(arch: Architecture) -> tuple[float, float, float]:
    with _plain():
        plain = _timed(lambda: page_fit.lay_out(arch))
    searched = _timed(lambda: page_fit.lay_out(arch))
    # The last layouts are cached for the PNG of the same picture.
    drawing._layout.cache_clear()
    return plain, searched, _timed(lambda: drawing.to_svg(arch))


@contextmanager
def _plain() -> Iterator[None]:
    """Lay out every region once, without hints."""
    with mock.patch.object(arrange, "_laid_out", partial(arrange._one_layout, hints=Hints())):
        yield


def _timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
