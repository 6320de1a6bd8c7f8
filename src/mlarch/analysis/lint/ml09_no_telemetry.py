"""ML09: the request path needs telemetry."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import COMPUTE, MODELS, TELEMETRY

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the first node of the request path if none of its nodes has telemetry."""
    running = [id for id in graph.request_path if graph.role(id) in COMPUTE | MODELS]
    observed = any(
        edge.kind == "telemetry" or graph.role(other) in TELEMETRY
        for id in running
        for other, edge in (*graph.successors(id), *graph.predecessors(id))
    )
    if running and not observed:
        yield Violation(running[0], "nothing on the request path sends logs or metrics")


RULE = Rule(
    code="ML09",
    severity="warning",
    title="no telemetry on the request path",
    reason="Without logs and metrics outside the machines, users are the first to notice a fault.",
    source="https://sre.google/sre-book/monitoring-distributed-systems/",
    remedy="gcp-scaling/2-ci-cd",
    check=check,
)
