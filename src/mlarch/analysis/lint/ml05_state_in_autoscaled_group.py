"""ML05: an autoscaled group holds no state."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import STATEFUL

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the data stores in autoscaled groups."""
    for id in graph.with_roles(STATEFUL):
        if graph.is_autoscaled(id):
            yield Violation(id, f"'{graph.label(id)}' keeps data in an autoscaled group")


RULE = Rule(
    code="ML05",
    severity="error",
    title="state inside an autoscaled group",
    reason="Machines of an autoscaled group are removed at any time, and the data on them is lost.",
    source="https://12factor.net/processes",
    remedy="gcp-scaling/6-cache",
    check=check,
)
