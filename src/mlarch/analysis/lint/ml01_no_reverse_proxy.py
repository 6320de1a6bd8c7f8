"""ML01: an application server needs a reverse proxy."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph

__all__ = ["RULE"]


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the application servers that clients reach directly."""
    for id in graph.with_roles(("app-server",)):
        if id in graph.exposed:
            yield Violation(id, f"'{graph.label(id)}' is reachable from outside without a reverse proxy")


RULE = Rule(
    code="ML01",
    severity="error",
    title="application server without reverse proxy",
    reason=(
        "An application server has a fixed number of workers, so slow clients hold all of them unless a "
        "proxy buffers requests."
    ),
    source="https://docs.gunicorn.org/en/stable/deploy.html",
    remedy="flask-serving/2-nginx",
    check=check,
)
