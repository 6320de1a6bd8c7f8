"""Know who is recording in this context: a script, a builder, or nobody."""

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

__all__ = ["Recorded", "Session", "Sheet", "current", "draft_of", "item_of", "open_draft", "start"]


@dataclass(frozen=True)
class Recorded:
    """A diagram of a script: the value, the file it would have written without suffix, its formats.

    `unused` has a line for each attribute without effect, with the place it first stands at.
    """

    architecture: Architecture
    filename: str = ""
    formats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unused: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Session:
    """What collects the diagrams of a script or a builder, none of which is written."""

    folder: Path | None = None
    diagrams: list[Any] = field(default_factory=list)


class Sheet:
    """What nodes take for their diagram inside a builder."""

    autolabel = False

    def __init__(self, draft: Draft) -> None:
        self._mlarch_draft = draft

    def connect(self, node: Any, node2: Any, edge: Any) -> None:
        raise RecordingError(f"{caller()}: '{node.label}' belongs to a diagram that is closed")

    def node(self, nodeid: str, label: str, **attrs: Any) -> None:
        """Take what a subclass of Node says to Graphviz, and do nothing with it."""

    def subgraph(self, dot: Any) -> None:
        """Take what a cluster says to Graphviz, and do nothing with it."""


_session: ContextVar[Session | None] = ContextVar("mlarch_session", default=None)


def current() -> Session | None:
    """Return the session that collects diagrams in this context."""
    return _session.get()


def start(session: Session, sheet: Sheet | None = None) -> None:
    """Begin a session in this context; run it in a copy of one, and it ends with that copy."""
    _session.set(session)
    diagrams.setdiagram(sheet)
    diagrams.setcluster(None)


def draft_of(diagram: object) -> Draft | None:
    """Return the draft that a diagram is recorded into, None where it is not recorded."""
    draft: Draft | None = getattr(diagram, "_mlarch_draft", None)
    return draft


def item_of(thing: object) -> RecordedPart | None:
    """Return what a node or cluster of `diagrams` is in its draft, None where it is not recorded."""
    item: RecordedPart | None = getattr(thing, "_mlarch_item", None)
    return item


def open_draft(what: str) -> Draft:
    """Return the draft that is open in this context.

    Raises:
        RecordingError: where none is.
    """
    draft = draft_of(diagrams.getdiagram())
    if draft is None:
        raise RecordingError(
            f"{caller()}: {what} stands inside an @architecture function or a 'with Diagram(...)' block"
        )
    return draft
