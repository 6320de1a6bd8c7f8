"""Add the Models and Pipelines of Seldon Core 2."""

from __future__ import annotations

from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.serving.parts import link_model_store
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import maps_in

__all__ = ["add_model", "add_pipeline"]

_GROUP = "mlops.seldon.io"


def add_model(state: KubernetesImport, model: KubernetesObject) -> None:
    part = state.add_part(model, technology="seldon-core", role="model-endpoint")
    link_model_store(state, part.id, model, model.spec)


def add_pipeline(state: KubernetesImport, pipeline: KubernetesObject) -> None:
    """Add a pipeline, and number its links to models.

    A Pipeline of another API group becomes a plain node.
    """
    if pipeline.group != _GROUP:
        part = state.add_part(pipeline, technology="crd")
        part.remarks.append(pipeline.kind)
        group = pipeline.group or "core"
        message = f"unknown kind 'Pipeline' of {group}: '{pipeline.name}' is drawn as a plain node"
        state.report.not_understood(pipeline.at, message)
        return
    part = state.add_part(pipeline, technology="seldon-core", role="api-gateway")
    part.remarks.append("pipeline")
    for number, step in enumerate(maps_in(pipeline.spec.get("steps")), 1):
        model = state.ids.get(ObjectKey("Model", pipeline.namespace, str(step.get("name"))))
        if model is not None:
            state.draft.declare(part.id, model, f"step {number}", step.at, kind="request", label=str(number))
