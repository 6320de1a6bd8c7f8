"""Show progress on a terminal, and nowhere else."""

from __future__ import annotations

import os
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
    # The layout engine's own stderr is captured at descriptor 2; the bar has a descriptor of its own.
    with (
        os.fdopen(os.dup(sys.stderr.fileno()), "w") as terminal,
        click.progressbar(length=length, file=terminal, item_show_func=_shown) as bar,
    ):

        def done(name: str) -> None:
            with lock:
                bar.update(1, name)

        yield done


def _shown(name: str | None) -> str:
    return name or ""
