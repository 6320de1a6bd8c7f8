"""Lay out with the Graphviz inside pygraphviz's wheels, in this process."""

from __future__ import annotations

import functools
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from mlarch.errors import LayoutError
from mlarch.layout import bundled
from mlarch.layout.faults import because

__all__ = ["FORMAT", "available", "lay_out", "run", "text_of", "version"]

FORMAT = "json0"

# Graphviz is not made for threads. A process that forks waits for the layout at work: its copy
# would find the library, and the descriptor for messages, half way through.
_lock = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


def available() -> bool:
    """Return True if pygraphviz is available and MLARCH_DOT does not name a command instead."""
    return not os.environ.get("MLARCH_DOT") and (bundled.available() or _module() is not None)


def version() -> str:
    """Return the version of the Graphviz inside."""
    if bundled.available():
        return bundled.version()
    parts = ("MAJOR", "MINOR", "PATCH")
    return ".".join(str(getattr(_module(), f"GRAPHVIZ_{part}_VERSION")) for part in parts)


def lay_out(dot: str) -> tuple[bytes, str]:
    """Return the layout as json0, and the messages of the engine.

    Raises:
        LayoutError: if the engine fails; holds its messages.
    """
    with _lock, tempfile.TemporaryFile() as said, _captured(said):
        try:
            return run(dot), text_of(said)
        except LayoutError as error:
            raise LayoutError(because(str(error), text_of(said))) from error


def run(dot: str) -> bytes:
    """Return the layout as json0; messages of the engine go to file descriptor 2.

    Raises:
        LayoutError: if the engine fails; without its messages.
    """
    return bundled.run(dot, FORMAT) if bundled.available() else _run(_module(), dot)


@contextmanager
def _captured(file: IO[bytes]) -> Iterator[None]:
    """Redirect file descriptor 2, to which the C library writes, into a file."""
    saved = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


@functools.cache
def _module() -> Any:
    """Return pygraphviz's low-level module, None if it is missing or cannot be loaded."""
    with suppress(ImportError):
        from pygraphviz import graphviz

        return graphviz
    return None


@functools.cache
def _context() -> Any:
    return _module().gvContextWithBuiltins()


def _run(gv: Any, dot: str) -> bytes:
    graph = _read(gv, dot)
    try:
        return _laid_out(gv, graph)
    finally:
        gv.agclose(graph)


def _read(gv: Any, dot: str) -> Any:
    with tempfile.TemporaryFile() as file:
        file.write(dot.encode())
        file.seek(0)
        try:
            return gv.agread(file, None)
        except ValueError as error:
            raise LayoutError("the layout engine cannot read the graph") from error


def _laid_out(gv: Any, graph: Any) -> bytes:
    if gv.gvLayout(_context(), graph, b"dot"):
        raise LayoutError("the layout engine failed")
    try:
        result: bytes = gv.gvRenderData(_context(), graph, FORMAT.encode())[1]
        return result
    finally:
        gv.gvFreeLayout(_context(), graph)


def text_of(file: IO[bytes]) -> str:
    """Return all that a file holds, as text."""
    file.seek(0)
    return file.read().decode(errors="replace")
