"""Add the serving resources of KServe, Ray and Seldon."""

from __future__ import annotations

from mlarch.importers.kubernetes.serving.inference_graph import add_inference_graph
from mlarch.importers.kubernetes.serving.kserve import add_inference_service
from mlarch.importers.kubernetes.serving.ray import add_ray
from mlarch.importers.kubernetes.serving.seldon import add_seldon_deployment
from mlarch.importers.kubernetes.serving.seldon_core_2 import add_model, add_pipeline
from mlarch.importers.kubernetes.state import KubernetesImport

__all__ = ["add_serving"]

# In this order: graphs and pipelines refer to the parts of the kinds before them.
_ADDED_BY = {
    ("InferenceService",): add_inference_service,
    ("RayCluster", "RayService", "RayJob"): add_ray,
    ("SeldonDeployment",): add_seldon_deployment,
    ("Model",): add_model,
    ("InferenceGraph",): add_inference_graph,
    ("Pipeline",): add_pipeline,
}


def add_serving(state: KubernetesImport) -> None:
    for kinds, add in _ADDED_BY.items():
        for object in state.of_kind(*kinds):
            add(state, object)
