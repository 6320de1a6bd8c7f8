"""Run a function on many items in parallel, in processes or threads."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from mlarch.errors import MlarchError

__all__ = ["in_processes", "in_threads"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_MIN_ITEMS = 12  # starting two processes takes as long as drawing a few pictures


def in_threads(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int | None = None
) -> Iterator[Result]:
    """Yield the result for each item, in order.

    Rasterising is faster in threads. Python code is not.
    """
    items = list(items)
    if len(items) == 1:
        yield function(items[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(jobs or _processors()) as pool:
        yield from pool.map(function, items)


def in_processes(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int | None = None, *, chunksize: int = 4
) -> Iterator[Result]:
    """Yield the result for each item, in order.

    The function is one of a module, and items and results can be pickled. A process takes `chunksize`
    items at a time: less spreads them better, more costs less. Few items, and those of a process that
    cannot be forked safely, are worked on in threads.

    Raises:
        MlarchError: if a process dies.
    """
    items, jobs = list(items), jobs or _processors()
    if len(items) < _MIN_ITEMS or jobs == 1 or not _can_fork():
        yield from in_threads(function, items, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    others = {child.pid for child in active_children()}
    pool = ProcessPoolExecutor(jobs, get_context("fork"), initializer=_end_with_parent)
    try:
        with _interrupts_blocked():
            results = pool.map(function, items, chunksize=chunksize)
        yield from results
    except BrokenProcessPool as error:
        raise MlarchError("a process that draws has died: is there memory enough?") from error
    except KeyboardInterrupt:
        # The pool would wait for the items in work, one of which may be an endless loop.
        for child in active_children():
            if child.pid not in others:
                child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C in the processes that are started inside, and delay it in this one.

    Ctrl-C reaches every process in the terminal. Only this one handles it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _can_fork() -> bool:
    """Return True if forking is safe: on Linux, without threads or libvips."""
    return sys.platform == "linux" and threading.active_count() == 1 and "pyvips" not in sys.modules


def _end_with_parent() -> None:
    """End this process soon after its parent, however that ends.

    An idle process of a pool waits for work forever if its parent was killed.
    """
    from multiprocessing import parent_process

    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        signal.raise_signal(signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def _processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
