"""Work on many things side by side: in threads, or in processes where Python itself is what is slow."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from mlarch.errors import MlarchError

__all__ = ["in_processes", "in_threads"]

Item = TypeVar("Item")
Result = TypeVar("Result")

# Starting two processes and bringing back what they made takes as long as drawing a few pictures.
_WORTH = 12
_PR_SET_PDEATHSIG = 1

_inherited: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What a process works on: it comes with the memory of the one that began it, so it is never pickled."""


def in_threads(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int | None = None
) -> Iterator[Result]:
    """Yield what `work` makes of each item, in order; rasterising is what gains from threads."""
    items = list(items)
    if len(items) == 1:
        yield work(items[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs or _processors()) as pool:
        yield from pool.map(work, items)


def in_processes(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int | None = None, *, at_once: int = 4
) -> Iterator[Result]:
    """Yield what `work` makes of each item, in order; results are pickled, and nothing else comes back.

    A process takes `at_once` items, then the next: fewer are better spread, more cost less. Few items,
    or those of a process that may not fork, are worked on in threads.

    Raises:
        MlarchError: where a process dies.
    """
    items, jobs = list(items), jobs or _processors()
    if len(items) < _WORTH or jobs == 1 or not _may_fork():
        yield from in_threads(work, items, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    others = {child.pid for child in active_children()}
    pool = ProcessPoolExecutor(
        jobs, get_context("fork"), initializer=_inherit, initargs=(work, items, os.getpid())
    )
    try:
        with _uninterrupted():
            results = pool.map(_one, range(len(items)), chunksize=at_once)
        yield from results
    except BrokenProcessPool as error:
        raise MlarchError("a process that draws has died: is there memory enough?") from error
    except KeyboardInterrupt:
        # What is at work may be somebody's endless loop, for which the pool would wait.
        for child in active_children():
            if child.pid not in others:
                child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait: a process that is only just beginning would answer it with a traceback."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _may_fork() -> bool:
    """Say whether this process is such that its copy works: alone, without the threads of a library.

    macOS has libraries that do not stand it, Windows no fork.
    """
    return sys.platform == "linux" and threading.active_count() == 1 and "pyvips" not in sys.modules


def _inherit(work: Callable[[Any], Any], items: Sequence[Any], caller: int) -> None:
    global _inherited
    _inherited = (work, items)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    # Nobody tells a process that the one it works for was killed, unless it asks for that (prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != caller:
        os._exit(1)  # it was killed before that was asked


def _one(number: int) -> Any:
    assert _inherited is not None
    work, items = _inherited
    return work(items[number])


def _processors() -> int:
    """Return how many processors this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
