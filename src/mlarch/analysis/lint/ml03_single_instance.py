"""ML03: the request path needs more than one instance."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch import catalog
from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import REQUEST_KINDS, NodeGraph
from mlarch.analysis.roles import CLIENTS, COMPUTE

__all__ = ["RULE"]

_SCALED_BY_PROVIDER = frozenset(("serverless-function", "container-service", "platform"))


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the first single instance on each path: more behind it change nothing."""
    single = [id for id in graph.request_path if _is_single(graph, id)]
    others = [id for id in graph.arch.nodes if id not in single]
    for id in graph.reachable(graph.with_roles(CLIENTS), kinds=REQUEST_KINDS, through=others):
        if id in single:
            yield Violation(id, f"'{graph.label(id)}' is a single instance, and requests depend on it")


def _is_single(graph: NodeGraph, id: str) -> bool:
    node = graph.arch.nodes[id]
    scaled_elsewhere = node.status == "external" or catalog.role_of(node.technology) in _SCALED_BY_PROVIDER
    return graph.role(id) in COMPUTE and not graph.is_replicated(id) and not scaled_elsewhere


RULE = Rule(
    code="ML03",
    severity="error",
    title="single instance on the request path",
    reason="A single instance causes an outage whenever it fails, is replaced or is resized.",
    source="https://sre.google/sre-book/service-best-practices/",
    remedy="gcp-scaling/4-horizontal-scaling",
    check=check,
)
