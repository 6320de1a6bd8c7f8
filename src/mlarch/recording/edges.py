"""Connect nodes and clusters: Edge, and a function for each kind of edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import diagrams

from mlarch.model.edge_kinds import EDGE_KINDS, EdgeKind
from mlarch.recording import operators
from mlarch.recording.arguments import check_choice, check_edge
from mlarch.recording.keywords import GRAPHVIZ, EdgeAttributes, EdgeOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Edge", "call", "connect", "data", "depends", "deploy", "event", "request", "telemetry"]


class Edge(diagrams.Edge):  # type: ignore[misc]  # diagrams is untyped
    """An edge with a label and a kind, written `a >> Edge("HTTP") >> b`.

    Without `kind` it is a request. The keywords of `diagrams.Edge`, attributes of Graphviz and a node
    as the first argument are accepted as well.

    Raises:
        RecordingError: if an argument is unknown or the kind is wrong.
    """

    def __init__(
        self,
        label: object = "",
        forward: bool = False,
        reverse: bool = False,
        *,
        node: object = None,
        kind: EdgeKind | None = None,
        **attributes: Unpack[EdgeAttributes],
    ) -> None:
        attrs: dict[str, Any] = dict(attributes)
        if isinstance(label, (diagrams.Node, diagrams.Cluster)):
            label, node = "", label
        if kind:
            check_choice("Edge", "kind", kind, EDGE_KINDS)
            attrs["kind"] = kind
        check_edge(attrs)
        super().__init__(None, forward, reverse, str(label), **attrs)
        self.node = node

    @property
    def attrs(self) -> dict[str, Any]:
        """The attributes for Graphviz, if the diagram is not recorded."""
        attributes: dict[str, Any] = super().attrs
        return {name: value for name, value in attributes.items() if name in GRAPHVIZ}


def request(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge for a request that waits for its response."""
    return Edge(label, kind="request", **options)


def call(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge for a call inside a process or a machine."""
    return Edge(label, kind="call", **options)


def event(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge for a message whose sender does not wait."""
    return Edge(label, kind="event", **options)


def data(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge along which data moves."""
    return Edge(label, kind="data", **options)


def deploy(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge along which code or images are deployed."""
    return Edge(label, kind="deploy", **options)


def telemetry(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge for logs, metrics and traces."""
    return Edge(label, kind="telemetry", **options)


def depends(label: str = "", **options: Unpack[EdgeOptions]) -> Edge:
    """Return an edge for a dependency, with or without data that moves."""
    return Edge(label, kind="depends", **options)


def connect(
    sources: object,
    targets: object,
    label: object = "",
    *,
    kind: EdgeKind | None = None,
    **options: Unpack[EdgeOptions],
) -> None:
    """Draw an edge from each source to each target; either may be a list.

    `label` may be an Edge, whose style and kind each edge then has.

    Raises:
        RecordingError: if a source or target is no node or cluster, or an argument is wrong.
    """
    edge = label if isinstance(label, diagrams.Edge) else Edge(label, kind=kind, **options)
    operators.connect_all(sources, targets, edge)
