"""Time work of this process and of its layout worker."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Mapping

from mlarch.layout import supervisor

__all__ = ["report", "timed"]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall-clock and processor seconds of some work, its worker included."""
    supervisor.close()
    began, used = time.perf_counter(), _used()
    work()
    wall = time.perf_counter() - began
    # The resource usage of a process is known after waiting for it.
    supervisor.close()
    return wall, _used() - used


def report(times: Mapping[str, tuple[float, float]]) -> None:
    """Print the samples for the bench to read."""
    print(json.dumps(times))


def _used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)
