"""ML02: users need more than a development server."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.reachability import NodeGraph

__all__ = ["RULE"]

_FRAMEWORKS = ("programming.framework.Flask", "programming.framework.Django", "programming.framework.Fastapi")


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the web frameworks that serve requests without an application server."""
    for id in graph.request_path:
        if graph.arch.nodes[id].technology in _FRAMEWORKS and graph.role(id) == "app":
            called = any(edge.kind in ("request", "depends") for _, edge in graph.predecessors(id))
            if called and not any(graph.role(other) == "app-server" for other in graph.neighbours(id)):
                yield Violation(id, f"'{graph.label(id)}' serves requests without an application server")


RULE = Rule(
    code="ML02",
    severity="error",
    title="development server exposed to users",
    reason="The server that comes with a framework is not meant to be secure, stable or efficient.",
    source="https://flask.palletsprojects.com/en/stable/deploying/",
    remedy="flask-serving/1-uwsgi",
    check=check,
)
