"""ML12: every node is connected."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the nodes without an edge; a single node needs none."""
    if len(graph.arch.nodes) < 2:
        return
    for id in graph.arch.nodes:
        if not graph.neighbours(id):
            yield Violation(id, f"'{graph.label(id)}' is not connected to anything")


RULE = Rule(
    code="ML12",
    severity="warning",
    title="node without connections",
    reason="A node without a relation does not show its purpose: the node or its edge was forgotten.",
    source="https://c4model.com/diagrams/notation",
    remedy="unet-pipeline",
    check=check,
)
