"""ML06: clients do not reach data stores."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import STATEFUL

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the data stores that clients reach directly."""
    for id in graph.with_roles(STATEFUL):
        if id in graph.exposed:
            yield Violation(id, f"'{graph.label(id)}' is reachable from outside")


RULE = Rule(
    code="ML06",
    severity="error",
    title="data store reachable from outside",
    reason="Caches and databases trust their callers, so only their applications should reach them.",
    source="https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
    remedy="gcp-scaling/8-retrain",
    check=check,
)
