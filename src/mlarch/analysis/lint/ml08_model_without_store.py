"""ML08: a served model comes from a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.lint.serving import serves_model
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import MODELS

__all__ = ["RULE"]

_REGISTRIES = frozenset(("model-store", "model-registry"))
_STORES = _REGISTRIES | {"object-store", "file-store", "block-store"}


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the models that are joined to no store and whose origin is not documented."""
    models = graph.with_roles(MODELS)
    for id in models:
        if graph.arch.nodes[id].status != "external" and not _has_origin(graph, id):
            yield Violation(id, f"'{graph.label(id)}' serves a model that comes from no store")
    if not models and serves_model(graph) and not graph.with_roles(_REGISTRIES):
        yield Violation("", "a model is served, and no model store is drawn")


def _has_origin(graph: NodeGraph, id: str) -> bool:
    facts = graph.arch.deployed.get(id)
    documented = isinstance(facts, Mapping) and "model" in facts
    return documented or any(graph.role(other) in _STORES for other in graph.neighbours(id))


RULE = Rule(
    code="ML08",
    severity="warning",
    title="served model without a store",
    reason="Without a store a model has no version, so it cannot be identified or rolled back.",
    source=(
        "https://cloud.google.com/architecture/"
        "mlops-continuous-delivery-and-automation-pipelines-in-machine-learning"
    ),
    remedy="gcp-scaling/8-retrain",
    check=check,
)
