"""ML10: telemetry needs alerting."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import TELEMETRY

__all__ = ["RULE"]

_ALERTED = frozenset(("operator", "alerting", "notification"))


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the first telemetry node if none of them reaches an alert or a person."""
    telemetry = graph.with_roles(TELEMETRY)
    receivers = {graph.role(id) for id in graph.reachable(telemetry)}
    if telemetry and not receivers & _ALERTED:
        yield Violation(telemetry[0], f"'{graph.label(telemetry[0])}' sends no alerts")


RULE = Rule(
    code="ML10",
    severity="warning",
    title="telemetry without alerting",
    reason="Without alerts, the faults that telemetry shows are noticed only by chance.",
    source="https://sre.google/sre-book/monitoring-distributed-systems/",
    remedy="gcp-scaling/7-error-reporting",
    check=check,
)
