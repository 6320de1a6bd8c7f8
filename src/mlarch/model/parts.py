"""Hold the parts of an architecture: nodes, clusters, edges and tag styles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from mlarch.model.types import check_types
from mlarch.model.vocabulary import edge_key

__all__ = ["ClusterData", "EdgeData", "Item", "Node", "TagStyle", "normalise", "text_list", "to_tuple"]

Item = TypeVar("Item", "Node", "ClusterData", "EdgeData")


@dataclass(frozen=True, kw_only=True)
class Node:
    """One part of a system.

    `technology` is the dotted path of a class of `diagrams` without its package
    (`onprem.network.Nginx`) or of mlarch (`mlarch.nodes.UWSGI`); `icon` is the path of a local
    picture that replaces the technology's own.
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
    status: str = "existing"
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        normalise(self, tags=text_list)
        check_types("node", self.id, self)


@dataclass(frozen=True, kw_only=True)
class ClusterData:
    """A box around nodes and other clusters; `direction` is its own direction of layout."""

    id: str
    label: str = ""
    technology: str = ""
    kind: str = "group"
    cluster: str = ""
    icon: str = ""
    description: str = ""
    link: str = ""
    direction: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""

    def __post_init__(self) -> None:
        normalise(self, tags=text_list)
        check_types("cluster", self.id, self)


@dataclass(frozen=True, kw_only=True)
class EdgeData:
    """A connection; source and target are ids of nodes or clusters, `id` is the document key."""

    source: str
    target: str
    id: str = ""
    label: str = ""
    kind: str = "request"
    description: str = ""
    link: str = ""
    arrow: str = "forward"
    color: str = ""
    style: str = ""
    status: str = "existing"
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", edge_key(self.source, self.target))
        normalise(self, tags=text_list)
        check_types("edge", self.id, self)


@dataclass(frozen=True, kw_only=True)
class TagStyle:
    """How everything with one tag is drawn, and its line in the legend.

    `mark` is a sign of one or two characters on the corner of nodes and clusters.
    """

    color: str = ""
    style: str = ""
    legend: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        check_types("style", self.legend, self)


def normalise(value: object, **convert: Callable[[Any], Any]) -> None:
    for name, function in convert.items():
        object.__setattr__(value, name, function(getattr(value, name)))


def text_list(value: Any) -> Any:
    if isinstance(value, str):
        return (value,) if value else ()
    return to_tuple(value)


def to_tuple(value: Any) -> Any:
    """Return what has an order as a tuple, and anything else as it is, for the check to name."""
    unordered = isinstance(value, (str, bytes, Mapping, set, frozenset))
    return value if unordered or not isinstance(value, Iterable) else tuple(value)
