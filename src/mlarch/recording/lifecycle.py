"""Open and close a diagram that is recorded, and name the files it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import diagrams

from mlarch.model import slug
from mlarch.recording.attributes import text
from mlarch.recording.draft import Draft
from mlarch.recording.ignored_attributes import set_by_user
from mlarch.recording.session import Recorded

__all__ = ["attach_draft", "enter", "filename_of", "finish", "formats_of", "leave"]

_SUFFIXES = ("png", "svg", "jpg", "jpeg", "pdf", "dot")


def attach_draft(diagram: Any, draft: Draft) -> None:
    """Record a diagram in a draft, which takes over the attributes that the user sets."""
    diagram._mlarch_draft = draft
    draft.set_defaults(**_attributes_set_by_user(diagram))


def enter(diagram: Any) -> None:
    """Open a diagram in this context and remember the one that was open."""
    outer = (diagrams.getdiagram(), diagrams.getcluster())
    diagram.__dict__.setdefault("_mlarch_outer", []).append(outer)
    diagrams.setdiagram(diagram)
    diagrams.setcluster(None)


def leave(diagram: Any) -> None:
    """Reopen the diagram that was open before `enter`; without an `enter` do nothing."""
    if diagram.__dict__.get("_mlarch_outer"):
        outer, cluster = diagram._mlarch_outer.pop()
        diagrams.setdiagram(outer)
        diagrams.setcluster(cluster)


def finish(diagram: Any, **fields: Any) -> Recorded:
    """Close the draft of a diagram and keep the result as `_mlarch_recorded`."""
    draft, filename = diagram._mlarch_draft, filename_of(diagram)
    title = " ".join(text(diagram.dot.graph_attr.get("label") or diagram.name).split())
    defaults = {
        "name": slug(Path(filename).name) or slug(title) or "diagram",
        "title": title,
        "direction": str(diagram.dot.graph_attr.get("rankdir", "LR")).upper(),
    }
    architecture = draft.build(**{**defaults, **fields})
    recorded = Recorded(architecture, filename, formats_of(diagram), tuple(draft.warnings), draft.ignored)
    diagram._mlarch_recorded = recorded
    return recorded


def filename_of(diagram: Any) -> str:
    """Return the file that a diagram writes, without the suffix of a format."""
    stem, dot, suffix = str(diagram.filename).rpartition(".")
    return stem if dot and stem and suffix.lower() in _SUFFIXES else str(diagram.filename)


def formats_of(diagram: Any) -> tuple[str, ...]:
    """Return the formats that a diagram writes, in lower case and without repetition."""
    several = isinstance(diagram.outformat, (list, tuple))
    formats = diagram.outformat if several else [diagram.outformat]
    return tuple(dict.fromkeys(str(format).lower() for format in formats))


def _attributes_set_by_user(diagram: Any) -> Mapping[str, Mapping[str, Any]]:
    dot, defaults = diagram.dot, diagrams.Diagram
    return {
        "graph": set_by_user(dot.graph_attr, defaults._default_graph_attrs),
        "node": set_by_user(dot.node_attr, defaults._default_node_attrs),
        "edge": set_by_user(dot.edge_attr, defaults._default_edge_attrs),
    }
