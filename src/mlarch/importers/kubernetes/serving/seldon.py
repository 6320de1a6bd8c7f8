"""Add the SeldonDeployments of Seldon Core: predictors and their graphs of models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mlarch.documents.yaml_stream import Map
from mlarch.importers import images
from mlarch.importers.draft import usable_id
from mlarch.importers.imported_part import ImportedPart
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.serving.frameworks import FRAMEWORKS
from mlarch.importers.kubernetes.serving.parts import add_cluster, link_model_store
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig, maps_in, whole_number

__all__ = ["add_seldon_deployment"]


class GraphNode(NamedTuple):
    """A node of a graph of models; `parent` is the id of its caller, if any."""

    id: str
    parent: str
    settings: Map


def add_seldon_deployment(state: KubernetesImport, deployment: KubernetesObject) -> None:
    """Add the graph of each predictor, with its share of the requests."""
    id = state.ids[deployment.key]
    cluster = add_cluster(state, deployment, technology="seldon-core", description="SeldonDeployment")
    predictors = maps_in(deployment.spec.get("predictors"))
    for predictor in predictors:
        prefix, share = id, None
        if len(predictors) > 1:
            prefix = f"{id}-{usable_id(str(predictor.get('name') or 'default'))}"
            share = predictor.get("traffic")
        _add_predictor(state, deployment, predictor, prefix, share, cluster)


def _add_predictor(
    state: KubernetesImport,
    deployment: KubernetesObject,
    predictor: Map,
    prefix: str,
    share: Any,
    cluster: str,
) -> None:
    for node in _graph_nodes(predictor.get("graph"), prefix):
        part = _add_node(state, deployment, node, predictor)
        part.cluster = cluster
        if node.parent:
            state.draft.declare(node.parent, node.id, "graph", node.settings.at, kind="request")
        else:
            part.remarks += [f"{share} % of requests"] if share is not None else []
            state.hosts.setdefault((deployment.namespace, deployment.name.lower()), node.id)


def _graph_nodes(graph: Any, prefix: str, parent: str = "") -> Iterator[GraphNode]:
    if isinstance(graph, Map):
        id = f"{prefix}-{usable_id(str(graph.get('name') or 'model'))}"
        yield GraphNode(id, parent, graph)
        for child in maps_in(graph.get("children")):
            yield from _graph_nodes(child, prefix, id)


def _add_node(
    state: KubernetesImport, deployment: KubernetesObject, node: GraphNode, predictor: Map
) -> ImportedPart:
    settings = node.settings
    implementation = str(settings.get("implementation") or "")
    type = str(settings.get("type") or "MODEL").lower()
    role = "model-endpoint" if type == "model" else "app"
    technology = FRAMEWORKS.get(implementation, "seldon-core")
    part = state.add_part(deployment, node.id, technology=technology, role=role)
    part.label = str(settings.get("name") or "model")
    part.remarks += [] if type == "model" else [type.replace("_", " ")]
    part.replicas = max(1, whole_number(predictor.get("replicas")))
    image = _image(predictor, str(settings.get("name")))
    if image:
        part.facts["image"] = image
        part.technology = images.from_image(image) or part.technology
    link_model_store(state, node.id, deployment, settings)
    return part


def _image(predictor: Map, name: str) -> str:
    """Return the image of the container with the name of a node, '' if there is none."""
    for component in maps_in(predictor.get("componentSpecs")):
        for container in maps_in(dig(component, "spec", "containers")):
            if container.get("name") == name:
                return str(container.get("image") or "")
    return ""
