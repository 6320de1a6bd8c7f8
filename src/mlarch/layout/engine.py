"""Run the layout engine: a drawing in DOT in, positions out, its warnings and errors as ours.

Small graphs are laid out in this process. Large graphs, and all graphs inside `apart`, go to a
worker process, which may die or take too long without harm.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from mlarch.errors import LayoutError, ParameterError
from mlarch.layout import bindings
from mlarch.layout.faults import HELP
from mlarch.layout.naming import named

if TYPE_CHECKING:
    from mlarch.layout.dot import DotDrawing

__all__ = ["DEADLINE", "HELP", "LARGEST_IN_PROCESS", "apart", "positions", "version"]

LARGEST_IN_PROCESS = 200
"""The most boxes of a graph that is laid out in this process."""

DEADLINE = 60.0
"""Seconds that a layout outside this process may take, unless MLARCH_DEADLINE says otherwise."""

# A statement of a node: `n0 [width=...`, not an edge's and not the defaults.
_NODE = re.compile(r"\b(?!graph\b|node\b|edge\b)\w+ \[(?!id=)")
_log = logging.getLogger("mlarch")
_log.addHandler(logging.NullHandler())

_apart: ContextVar[bool] = ContextVar("apart", default=False)


@contextmanager
def apart(wanted: bool = True) -> Iterator[None]:
    """Lay out graphs of any size in the worker process, for batches of documents by other people."""
    token = _apart.set(wanted)
    try:
        yield
    finally:
        _apart.reset(token)


def positions(drawing: DotDrawing | str, *, deadline: float | None = None) -> dict[str, Any]:
    """Return the layout of a graph as Graphviz's json0: y upwards, points of 1/72 inch.

    `deadline` is in seconds; it does not apply to graphs that are laid out in this process. Warnings of the
    engine go to the logger `mlarch`. A drawing gives its ids to warnings and errors, bare DOT none.

    Raises:
        LayoutError: if the engine fails, dies or runs out of time; holds its messages.
        ParameterError: if MLARCH_DEADLINE is not a number of seconds.
    """
    dot, boxes = (drawing, _nodes(drawing)) if isinstance(drawing, str) else (drawing.dot, len(drawing.boxes))
    seconds = _deadline(deadline)
    try:
        data, said = _laid_out(dot, boxes, seconds)
    except LayoutError as error:
        raise LayoutError([named(problem, drawing) for problem in error.problems]) from error
    for warning in re.findall(r"^Warning: (.+)", said, re.MULTILINE):
        _log.warning("layout engine: %s", named(warning, drawing))
    try:
        parsed: dict[str, Any] = json.loads(data)
    except ValueError as error:
        raise LayoutError(f"the layout engine answered with no layout: {HELP}") from error
    return parsed


def version() -> str:
    """Return the engine's version, `14.1.5`, or an empty string if there is none."""
    from mlarch.layout import command

    return bindings.version() if bindings.available() else command.version()


def _laid_out(dot: str, boxes: int, seconds: float) -> tuple[bytes, str]:
    """Return the layout and the messages of the engine."""
    if not bindings.available():
        from mlarch.layout import command

        return command.lay_out(dot, seconds)
    if boxes > LARGEST_IN_PROCESS or _apart.get():
        from mlarch.layout import supervisor

        return supervisor.lay_out(dot, seconds)
    return bindings.lay_out(dot)


def _nodes(dot: str) -> int:
    return len(_NODE.findall(dot))


def _deadline(given: float | None) -> float:
    text = os.environ.get("MLARCH_DEADLINE", "")
    if given is not None or not text:
        return DEADLINE if given is None else given
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ParameterError(f"MLARCH_DEADLINE: '{text}' is not a number of seconds")
    return seconds
