"""Group nodes in a `with Cluster(...)` block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import diagrams

from mlarch.model import CLUSTER_KINDS, DIRECTIONS
from mlarch.model.vocabulary import ClusterKind, Direction
from mlarch.recording.arguments import check_choice
from mlarch.recording.attributes import cluster_fields, text
from mlarch.recording.icons import technology_or_icon
from mlarch.recording.parts import check_id
from mlarch.recording.session import part_of

__all__ = ["Cluster"]


class Cluster(diagrams.Cluster):  # type: ignore[misc]  # diagrams is untyped
    """A drop-in for `diagrams.Cluster` that edges can start and end on.

    `icon` is a node class, the name of a technology or the path of an icon file. Without `direction`
    the cluster has the direction of its surroundings.

    Raises:
        RecordingError: if an argument is wrong or the id is taken.
    """

    def __init__(
        self,
        label: str = "cluster",
        direction: Direction | Literal[""] = "",
        graph_attr: dict[str, str] | None = None,
        *,
        id: str = "",
        kind: ClusterKind = "group",
        icon: object = "",
        technology: object = "",
        description: str = "",
        link: str = "",
        tags: str | Iterable[str] = (),
        color: str = "",
    ) -> None:
        check_choice("Cluster", "kind", kind or "group", CLUSTER_KINDS)
        if direction:
            check_choice("Cluster", "direction", direction.upper(), DIRECTIONS)
        super().__init__(label, direction or "LR", graph_attr)
        part = part_of(self)
        if part is not None:
            facts = {"kind": kind, "description": description, "link": link, "tags": tags, "color": color}
            facts = {name: value for name, value in facts.items() if value}
            part.fields |= cluster_fields(facts, lenient=part.draft.lenient)
            part.fields |= {"direction": direction.upper()}
            part.fields |= technology_or_icon(icon or technology, part.draft, text(label))
            part.draft.assign_id(part, check_id(id) if id else "")
