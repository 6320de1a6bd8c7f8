"""Group the roles of nodes by their part in a deployment."""

from __future__ import annotations

from mlarch import catalog
from mlarch.model import Architecture, Node

__all__ = [
    "CLIENTS",
    "COMPUTE",
    "MODELS",
    "PEOPLE",
    "STATEFUL",
    "TELEMETRY",
    "is_decision",
    "role_of",
]

CLIENTS = frozenset(("user", "client"))
"""The roles that send requests from outside."""

PEOPLE = CLIENTS | {"developer", "operator", "labeler"}
"""The roles that nothing is deployed for."""

COMPUTE = frozenset(
    (
        *("virtual-machine", "gpu-machine", "container", "pod", "deployment", "reverse-proxy", "app-server"),
        *("app", "frontend", "model-endpoint"),
    )
)
"""The roles that run code of the system."""

MODELS = frozenset(("model", "model-endpoint"))
"""The roles that serve a model."""

STATEFUL = frozenset(
    (
        *("relational-database", "document-store", "key-value-store", "wide-column-store", "graph-store"),
        *("time-series-store", "vector-store", "search-engine", "data-warehouse", "ledger"),
        *("geospatial-store", "cache", "queue", "stream", "file-store", "block-store", "object-store"),
    )
)
"""The roles that keep data."""

TELEMETRY = frozenset(("logging", "monitoring", "dashboard", "tracing", "error-reporting"))
"""The roles that collect logs, metrics, traces and errors."""


def role_of(node: Node) -> str:
    """Return the role of a node, by default that of its technology."""
    return node.role or catalog.role_of(node.technology)


def is_decision(arch: Architecture) -> bool:
    """Return True if an architecture is the drawing of a decision."""
    return any(node.role == "question" for node in arch.nodes.values())
