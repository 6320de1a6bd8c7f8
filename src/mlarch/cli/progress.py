"""Show a progress bar on a terminal."""

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
    """Yield a function to call after each of `length` items, from any thread."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    lock = Lock()
    # The bar writes to its own descriptor, since the layout engine captures descriptor 2.
    with (
        os.fdopen(os.dup(sys.stderr.fileno()), "w") as terminal,
        click.progressbar(length=length, file=terminal, item_show_func=_label) as bar,
    ):

        def done(name: str) -> None:
            with lock:
                bar.update(1, name)

        yield done


def _label(name: str | None) -> str:
    return name or ""
