"""Run contenders in turn, A B A B, so that other load on the machine affects them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from bench.figures import Sample, Series
from bench.processes import Failed

__all__ = ["Contender", "alternate"]

Contender = Callable[[], Sample]


def alternate(
    contenders: Mapping[str, Contender | str], *, rounds: int, budget: float, warm: bool = True
) -> tuple[Series, ...]:
    """Return the series of all contenders, after an uncounted round if `warm` is true.

    A text in place of a contender is the reason why it cannot run, and becomes its note. A contender that
    fails or is late does not run again. No round begins that would end after `budget` seconds.
    """
    notes = {name: run for name, run in contenders.items() if isinstance(run, str)}
    running = {name: run for name, run in contenders.items() if not isinstance(run, str)}
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    began = time.monotonic()
    for number in range(-1 if warm else 0, rounds):
        round_began = time.monotonic()
        for name, run in list(running.items()):
            try:
                sample = run()
            except Failed as problem:
                notes[name] = str(problem)
                del running[name]
                continue
            if number >= 0:
                samples[name].append(sample)
        now = time.monotonic()
        if number >= 0 and now - began + (now - round_began) > budget:
            break
    return tuple(Series(name, tuple(samples[name]), notes.get(name, "")) for name in contenders)
