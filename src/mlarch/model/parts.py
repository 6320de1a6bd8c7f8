"""Define the parts of an architecture: nodes, clusters, edges and tag styles.

The typed dictionaries are the keywords of `Architecture.with_node` and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict, TypeVar

from mlarch.model.conversion import convert_fields, text_list
from mlarch.model.edge_kinds import EdgeKind
from mlarch.model.field_types import check_types
from mlarch.model.vocabulary import Arrow, ClusterKind, Direction, EdgeStyle, Status, edge_key

__all__ = [
    "ClusterData",
    "ClusterFields",
    "ConnectionFields",
    "EdgeData",
    "EdgeFields",
    "Node",
    "NodeFields",
    "Part",
    "TagStyle",
    "Texts",
]

Part = TypeVar("Part", "Node", "ClusterData", "EdgeData")

Texts = str | Iterable[str]
"""A list of texts; one text is a list of one."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One component of a system.

    `technology` is the dotted path of a class of `diagrams` without the package name
    (`onprem.network.Nginx`), or of mlarch (`mlarch.nodes.UWSGI`). `icon` is the path of a local
    picture that replaces the icon of the technology.
    """

    id: str
    label: str = ""
    technology: str = ""
    role: str = ""
    description: str = ""
    cluster: str = ""
    icon: str = ""
    link: str = ""
    replicas: int = 1
    status: Status = "existing"
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        convert_fields(self, tags=text_list)
        check_types("node", self.id, self)


class NodeFields(TypedDict, total=False):
    """The fields of a `Node` that can be set, all but its id."""

    label: str
    technology: str
    role: str
    description: str
    cluster: str
    icon: str
    link: str
    replicas: int
    status: Status
    tags: Texts
    color: str


@dataclass(frozen=True, kw_only=True)
class ClusterData:
    """A box around nodes and other clusters; `direction` is its own direction."""

    id: str
    label: str = ""
    technology: str = ""
    kind: ClusterKind = "group"
    cluster: str = ""
    icon: str = ""
    description: str = ""
    link: str = ""
    direction: Direction | Literal[""] = ""
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        convert_fields(self, tags=text_list)
        check_types("cluster", self.id, self)


class ClusterFields(TypedDict, total=False):
    """The fields of a `ClusterData` that can be set, all but its id."""

    label: str
    technology: str
    kind: ClusterKind
    cluster: str
    icon: str
    description: str
    link: str
    direction: Direction | Literal[""]
    tags: Texts
    color: str


@dataclass(frozen=True, kw_only=True)
class EdgeData:
    """A connection between two nodes or clusters.

    `source` and `target` are their ids. `id` is the key of the edge in a document, `web -> cache`.
    """

    source: str
    target: str
    id: str = ""
    label: str = ""
    kind: EdgeKind = "request"
    description: str = ""
    link: str = ""
    arrow: Arrow = "forward"
    color: str = ""
    style: EdgeStyle | Literal[""] = ""
    status: Status = "existing"
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", edge_key(self.source, self.target))
        convert_fields(self, tags=text_list)
        check_types("edge", self.id, self)


class ConnectionFields(TypedDict, total=False):
    """The fields of an `EdgeData` that can be set, all but its id, ends and label."""

    kind: EdgeKind
    description: str
    link: str
    arrow: Arrow
    color: str
    style: EdgeStyle | Literal[""]
    status: Status
    tags: Texts


class EdgeFields(ConnectionFields, total=False):
    """The fields of an `EdgeData` that can be set, all but its id and ends."""

    label: str


@dataclass(frozen=True, kw_only=True)
class TagStyle:
    """The look of the parts with a tag, and the tag's line in the legend.

    `mark` is a sign of one or two characters on the corner of nodes and clusters.
    """

    color: str = ""
    style: EdgeStyle | Literal[""] = ""
    legend: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        check_types("style", self.legend, self)
