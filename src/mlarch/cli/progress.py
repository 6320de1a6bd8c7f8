"""Show progress on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

import click

__all__ = ["progress"]


@contextmanager
def progress(length: int) -> Iterator[Callable[[str], None]]:
    """Give a function to call after each of `length` things; threads may call it."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    lock = Lock()
    with click.progressbar(length=length, file=sys.stderr, item_show_func=str) as bar:

        def done(name: str) -> None:
            with lock:
                bar.update(1, name)

        yield done
