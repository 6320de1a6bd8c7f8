"""Keep the session and the open draft of the current context."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diagrams

from mlarch.errors import RecordingError
from mlarch.model import Architecture
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.location import caller

__all__ = [
    "Recorded",
    "Session",
    "Sheet",
    "current_session",
    "draft_of",
    "open_draft",
    "part_of",
    "start",
]


@dataclass(frozen=True)
class Recorded:
    """A recorded diagram, with its file name without suffix and its formats.

    `ignored` maps a message about an attribute without effect to the first line that it is about.
    """

    architecture: Architecture
    filename: str = ""
    formats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Session:
    """Collects the diagrams of a script or a builder; none of them is written."""

    folder: Path | None = None
    diagrams: list[Any] = field(default_factory=list)


class Sheet:
    """The diagram that nodes belong to inside a builder."""

    autolabel = False

    def __init__(self, draft: Draft) -> None:
        self._mlarch_draft = draft

    def connect(self, node: Any, node2: Any, edge: Any) -> None:
        raise RecordingError(f"{caller()}: '{node.label}' belongs to a diagram that is closed")

    def node(self, nodeid: str, label: str, **attrs: Any) -> None:
        """Ignore the DOT that a subclass of Node writes."""

    def subgraph(self, dot: Any) -> None:
        """Ignore the DOT that a cluster writes."""


_session: ContextVar[Session | None] = ContextVar("mlarch_session", default=None)


def current_session() -> Session | None:
    """Return the session that collects diagrams in this context, or None."""
    return _session.get()


def start(session: Session, sheet: Sheet | None = None) -> None:
    """Begin a session in the current context, which should be a copy."""
    _session.set(session)
    diagrams.setdiagram(sheet)
    diagrams.setcluster(None)


def draft_of(diagram: object) -> Draft | None:
    """Return the draft that a diagram is recorded in, or None if it is not recorded."""
    draft: Draft | None = getattr(diagram, "_mlarch_draft", None)
    return draft


def part_of(element: object) -> RecordedPart | None:
    """Return the part of a node or cluster, or None if it is not recorded."""
    part: RecordedPart | None = getattr(element, "_mlarch_part", None)
    return part


def open_draft(function: str) -> Draft:
    """Return the draft that is open in this context; `function` is named in the error.

    Raises:
        RecordingError: if none is open.
    """
    draft = draft_of(diagrams.getdiagram())
    if draft is None:
        raise RecordingError(
            f"{caller()}: {function} belongs inside an @architecture function or a 'with Diagram(...)' block"
        )
    return draft
