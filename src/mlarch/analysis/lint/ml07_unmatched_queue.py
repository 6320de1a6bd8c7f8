"""ML07: a queue needs a consumer, and a worker needs a queue."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import CLIENTS, TELEMETRY

__all__ = ["RULE"]

_MESSAGES = frozenset(("queue", "stream"))
_SOURCES_OF_WORK = _MESSAGES | {"event-bus", "cache"}
_CONSUMERS = frozenset(("worker", "etl", "serverless-function", "batch-job", "distributed-compute"))


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the queues without a consumer, then the workers without a queue."""
    for id in graph.with_roles(_MESSAGES):
        if not _has_consumer(graph, id):
            yield Violation(id, f"'{graph.label(id)}' has no consumer for its messages")
    for id in graph.with_roles(("worker",)):
        if not any(graph.role(other) in _SOURCES_OF_WORK for other in graph.neighbours(id)):
            yield Violation(id, f"'{graph.label(id)}' has no queue to take work from")


def _has_consumer(graph: NodeGraph, id: str) -> bool:
    """Return True if a queue is read; its edges may point either way."""
    peers = [other for other in graph.neighbours(id) if graph.role(other) not in TELEMETRY | CLIENTS]
    consumed = any(graph.role(other) in _CONSUMERS for other in peers)
    return consumed or bool(graph.successors(id)) or len(peers) > 1


RULE = Rule(
    code="ML07",
    severity="warning",
    title="queue without consumer, or consumer without queue",
    reason="Unread messages fill the queue, and a worker without a queue has no work.",
    source="https://www.enterpriseintegrationpatterns.com/patterns/messaging/CompetingConsumers.html",
    remedy="gcp-scaling/9-offline-inference",
    check=check,
)
