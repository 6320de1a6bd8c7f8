"""Add flows and notes to the open recording."""

from __future__ import annotations

from mlarch.errors import RecordingError
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.location import caller
from mlarch.recording.session import open_draft, part_of

__all__ = ["flow", "note"]


def flow(name: str, *stops: object) -> None:
    """Name a path through nodes and clusters; a flow of the same name is replaced.

    Raises:
        RecordingError: if there are fewer than two stops, or one is no node, cluster or id.
    """
    draft = open_draft("flow()")
    if len(stops) < 2:
        raise RecordingError(f"{caller()}: flow '{name}' needs two stops or more, not {len(stops)}")
    draft.flows[name] = tuple(_stop(stop, name, draft) for stop in stops)


def note(*texts: str) -> None:
    """Add remarks to the architecture."""
    open_draft("note()").notes += texts


def _stop(stop: object, name: str, draft: Draft) -> RecordedPart | str:
    part = part_of(stop)
    if isinstance(stop, str) or (part is not None and part.draft is draft):
        return part or str(stop)
    value = f"'{part.name}' of another diagram" if part else f"{type(stop).__name__} {stop!r}"
    raise RecordingError(f"{caller()}: flow '{name}': a stop is a node, a cluster or an id, not {value}")
