"""ML04: several instances need a load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import CLIENTS, COMPUTE

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the replicated nodes that clients call directly."""
    for id in graph.with_roles(COMPUTE):
        direct = any(graph.role(source) in CLIENTS for source, _ in graph.predecessors(id))
        if direct and graph.is_replicated(id) and "balanced" not in graph.arch.nodes[id].tags:
            yield Violation(id, f"'{graph.label(id)}' has several instances and no load balancer")


RULE = Rule(
    code="ML04",
    severity="warning",
    title="replicas without load balancer",
    reason=(
        "Without a load balancer, replicas share no load and requests still go to an instance that is down."
    ),
    source="https://sre.google/sre-book/load-balancing-frontend/",
    remedy="gcp-scaling/4-horizontal-scaling",
    check=check,
)
