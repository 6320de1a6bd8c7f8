"""Open and close a diagram that is recorded, and say what it would have written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import diagrams

from mlarch.model import slug
from mlarch.recording.attributes import text
from mlarch.recording.ignored_attributes import set_by_user
from mlarch.recording.session import Recorded

__all__ = ["FORMATS", "asked_of", "enter", "filename_of", "finish", "formats_of", "leave"]

FORMATS = ("png", "svg", "jpg", "pdf", "dot")


def enter(diagram: Any) -> None:
    """Open a diagram in this context and remember what was open."""
    outer = (diagrams.getdiagram(), diagrams.getcluster())
    diagram.__dict__.setdefault("_mlarch_outer", []).append(outer)
    diagrams.setdiagram(diagram)
    diagrams.setcluster(None)


def leave(diagram: Any) -> None:
    """Open again what was open before; without an `enter` do nothing."""
    if diagram.__dict__.get("_mlarch_outer"):
        outer, cluster = diagram._mlarch_outer.pop()
        diagrams.setdiagram(outer)
        diagrams.setcluster(cluster)


def finish(diagram: Any, **fields: Any) -> Recorded:
    """Close the draft of a diagram and keep what it recorded as `_mlarch_recorded`."""
    draft, filename = diagram._mlarch_draft, filename_of(diagram)
    title = " ".join(text(diagram.dot.graph_attr.get("label") or diagram.name).split())
    named = {
        "name": slug(Path(filename).name) or slug(title) or "diagram",
        "title": title,
        "direction": str(diagram.dot.graph_attr.get("rankdir", "LR")).upper(),
        **fields,
    }
    architecture = draft.build(**named)
    recorded = Recorded(architecture, filename, formats_of(diagram), tuple(draft.warnings), draft.unused)
    diagram._mlarch_recorded = recorded
    return recorded


def asked_of(diagram: Any) -> dict[str, dict[str, Any]]:
    """Return the attributes that a diagram was given for its graph, its nodes and its edges."""
    dot, given = diagram.dot, diagrams.Diagram
    return {
        "graph": set_by_user(dot.graph_attr, given._default_graph_attrs),
        "node": set_by_user(dot.node_attr, given._default_node_attrs),
        "edge": set_by_user(dot.edge_attr, given._default_edge_attrs),
    }


def filename_of(diagram: Any) -> str:
    """Return the file a diagram writes, without the suffix of a format."""
    stem, dot, suffix = str(diagram.filename).rpartition(".")
    return stem if dot and stem and suffix.lower() in (*FORMATS, "jpeg") else str(diagram.filename)


def formats_of(diagram: Any) -> tuple[str, ...]:
    """Return the formats a diagram writes, in small letters, each once."""
    given = diagram.outformat if isinstance(diagram.outformat, (list, tuple)) else [diagram.outformat]
    return tuple(dict.fromkeys(str(one).lower() for one in given))
