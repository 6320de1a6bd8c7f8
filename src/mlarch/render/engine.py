"""Run the layout engine: DOT in, positions out, its warnings and errors as ours."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mlarch.errors import LayoutError

__all__ = ["HELP", "positions", "version"]

HELP = (
    "mlarch lays out with the Graphviz inside pygraphviz's wheels (pip install 'pygraphviz>=2.0.4'); "
    "where there is no wheel, install Graphviz and put `dot` on PATH or its path into MLARCH_DOT"
)

_FORMAT = "json0"
_lock = threading.Lock()
_context: Any = None


def positions(dot: str) -> dict[str, Any]:
    """Return the layout of a graph as Graphviz's json0: y upwards, points of 1/72 inch.

    Raises:
        LayoutError: with what the engine said.
    """
    data = _by_command(dot) if _bindings() is None else _in_process(dot)
    parsed: dict[str, Any] = json.loads(data)
    return parsed


def version() -> str:
    """Return the engine's version, `14.1.5`, or an empty string where there is none."""
    bindings = _bindings()
    if bindings is not None:
        parts = ("MAJOR", "MINOR", "PATCH")
        return ".".join(str(getattr(bindings, f"GRAPHVIZ_{part}_VERSION")) for part in parts)
    return _command_version()


def _bindings() -> Any:
    """Return pygraphviz's low-level module, or None where it is missing or not wanted."""
    if os.environ.get("MLARCH_DOT"):
        return None
    try:
        from pygraphviz import graphviz
    except ImportError:
        return None
    return graphviz


def _in_process(dot: str) -> bytes:
    global _context
    gv = _bindings()
    with _lock, _captured_stderr() as said:
        if _context is None:
            _context = gv.gvContextWithBuiltins()
        graph = _read(gv, dot, said)
        try:
            return _laid_out(gv, graph, said)
        finally:
            gv.agclose(graph)


def _read(gv: Any, dot: str, said: Any) -> Any:
    with tempfile.TemporaryFile() as file:
        file.write(dot.encode())
        file.seek(0)
        try:
            return gv.agread(file, None)
        except ValueError as error:
            raise LayoutError(f"the layout engine cannot read the graph: {_first_line(said)}") from error


def _laid_out(gv: Any, graph: Any, said: Any) -> bytes:
    if gv.gvLayout(_context, graph, b"dot"):
        raise LayoutError(f"the layout engine failed: {_first_line(said)}")
    try:
        result: bytes = gv.gvRenderData(_context, graph, _FORMAT.encode())[1]
        return result
    finally:
        gv.gvFreeLayout(_context, graph)


@contextmanager
def _captured_stderr() -> Iterator[Any]:
    """Send what the C library writes to file descriptor 2 into a file, and yield that file."""
    with tempfile.TemporaryFile() as said:
        saved = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _first_line(said: Any) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    return next((line for line in lines if line.strip()), "no reason given")


def _command() -> str | None:
    return os.environ.get("MLARCH_DOT") or shutil.which("dot")


def _by_command(dot: str) -> bytes:
    import graphviz
    from graphviz.backend import dot_command

    command = _command()
    if command is None:
        raise LayoutError(f"no layout engine: {HELP}")
    dot_command.DOT_BINARY = command
    try:
        data: bytes = graphviz.Source(dot).pipe(format=_FORMAT, engine="dot", quiet=True)
        return data
    except graphviz.ExecutableNotFound as error:
        raise LayoutError(f"no layout engine at '{command}': {HELP}") from error
    except graphviz.CalledProcessError as error:
        reason = (error.stderr or b"").decode(errors="replace").strip().splitlines()
        raise LayoutError(f"the layout engine failed: {reason[0] if reason else error}") from error


def _command_version() -> str:
    import subprocess

    command = _command()
    if command is None:
        return ""
    try:
        said = subprocess.run([command, "-V"], capture_output=True, text=True, timeout=20, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\d+(?:\.\d+)+", said)
    return found[0] if found else ""
