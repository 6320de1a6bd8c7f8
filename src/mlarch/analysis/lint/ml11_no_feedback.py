"""ML11: served data returns to training."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.lint.serving import serves_model
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import MODELS

__all__ = ["RULE"]

_TRAINING = frozenset(("training-job", "dataset", "data-pipeline", "labeling"))


def check(graph: NodeGraph) -> Iterator[Violation]:
    """Yield the first model if no data of the request path reaches training."""
    if not serves_model(graph):
        return
    models = graph.with_roles(MODELS)
    reached = {*graph.request_path, *graph.reachable([*graph.request_path, *models])}
    if not any(graph.role(id) in _TRAINING for id in reached):
        yield Violation(next(iter(models), ""), "no served data returns to training")


RULE = Rule(
    code="ML11",
    severity="warning",
    title="no feedback from serving to training",
    reason=(
        "The world drifts away from the data a model was trained on, so the data it serves has to be "
        "kept and used for training."
    ),
    source="https://developers.google.com/machine-learning/guides/rules-of-ml",
    remedy="gcp-scaling/8-retrain",
    check=check,
)
