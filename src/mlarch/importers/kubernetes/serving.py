"""Draw the serving resources of KServe, Ray and Seldon as the parts they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers import images
from mlarch.importers.draft import usable_id
from mlarch.importers.kubernetes.objects import Object, count, dig, many
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.references import Reference

if TYPE_CHECKING:
    from mlarch.importers.draft import ImportedPart
    from mlarch.importers.kubernetes.workloads import KubernetesCluster

__all__ = ["KINDS", "draw"]

KINDS = (
    "InferenceService",
    "InferenceGraph",
    "RayCluster",
    "RayService",
    "RayJob",
    "SeldonDeployment",
    "Model",
    "Pipeline",
)

_FRAMEWORKS = {
    "sklearn": "scikit-learn", "xgboost": "xgboost", "lightgbm": "endpoint",
    "tensorflow": "tensorflow-serving",
    "pytorch": "torchserve", "onnx": "onnx-runtime", "triton": "triton", "huggingface": "hugging-face",
    "pmml": "endpoint", "paddle": "endpoint", "mlflow": "mlflow", "vllm": "vllm",
    "SKLEARN_SERVER": "scikit-learn", "XGBOOST_SERVER": "xgboost", "TENSORFLOW_SERVER": "tensorflow-serving",
    "MLFLOW_SERVER": "mlflow", "TRITON_SERVER": "triton", "HUGGINGFACE_SERVER": "hugging-face",
}  # fmt: skip
_NOT_FRAMEWORKS = (
    "containers",
    "model",
    "workerSpec",
    "tolerations",
    "volumes",
    "affinity",
    "logger",
    "batcher",
)
_STORE = re.compile(r"([a-z0-9+-]+)://([^/\s]+)(?:/(\S*))?")
_HOST = re.compile(r"\w+://([\w-]+)(?:\.([\w-]+))?")


def draw(cluster: KubernetesCluster) -> None:
    """Add the parts of every serving resource, then the links between them."""
    for one in cluster.of("InferenceService"):
        _inference_service(cluster, one)
    for one in cluster.of("RayCluster", "RayService", "RayJob"):
        _ray(cluster, one)
    for one in cluster.of("SeldonDeployment"):
        _seldon(cluster, one)
    for one in cluster.of("Model"):
        part = cluster.part(one, technology="seldon-core", role="model-endpoint", said=[])
        _store(cluster, part.id, one, one.spec)
    for one in cluster.of("InferenceGraph"):
        _graph(cluster, one)
    for one in cluster.of("Pipeline"):
        _pipeline(cluster, one)


def _inference_service(cluster: KubernetesCluster, one: Object) -> None:
    """Draw predictor, transformer and explainer; a predictor alone is the service itself."""
    parts = [
        name for name in ("transformer", "explainer", "predictor") if isinstance(one.spec.get(name), Map)
    ]
    own = cluster.ids[one.key]
    if parts == ["predictor"] or not parts:
        _component(cluster, one, own, "predictor")
        entry = own
    else:
        box = _box(cluster, one, own, "kserve", "InferenceService")
        for name in parts:
            _component(cluster, one, f"{own}-{name}", name, box)
        for name in parts[:-1] if "predictor" in parts else ():
            at = one.spec.place(name)
            cluster.draft.declare(f"{own}-{name}", f"{own}-predictor", name, at, kind="request")
        entry = f"{own}-{parts[0]}"
    for name in (one.name, *(f"{one.name}-{part}{tail}" for part in parts for tail in ("", "-default"))):
        part = name.removeprefix(f"{one.name}-").removesuffix("-default")
        target = f"{own}-{part}" if f"{own}-{part}" in cluster.draft.parts else entry
        cluster.names[one.namespace, name.lower()] = target


def _component(cluster: KubernetesCluster, one: Object, id: str, name: str, box: str = "") -> None:
    spec = one.spec.get(name)
    spec = spec if isinstance(spec, Map) else Map(at=one.at)
    pod = PodTemplate(Map({"spec": spec}, at=spec.at), spec.at)
    framework, model = _framework(spec)
    found = catalog.resolve(_FRAMEWORKS.get(framework, "kserve")) if framework else pod.technology(one.name)
    part = cluster.add(id, one, role="app" if name == "transformer" else "model-endpoint")
    part.technology = found or catalog.resolve("kserve")
    part.cluster = box or part.cluster
    share = spec.get("canaryTrafficPercent")
    part.said = [
        *(["KServe"] if not box else []),
        *([f"canary: {share} % of requests"] if share is not None else []),
    ]
    part.said += _pod_of(model).remarks(one.name)[:1]
    part.said += pod.remarks(one.name)
    low, high = spec.get("minReplicas"), spec.get("maxReplicas")
    if high is not None:
        part.said.append(f"scales {low or 1} to {high}")
        part.tags.append("autoscaled")
    else:
        part.replicas = max(1, count(low))
    _remember(part, pod, model, share)
    if share is not None:
        cluster.report.notes.append(
            f"{share.at.short}: {one.name} gets {share} % of requests; the rest goes to the revision before "
            "it, which is not in this file"
        )
    _store(cluster, id, one, model)
    for said in pod.references():
        cluster.refer(id, one.namespace, said.reference, said.text, said.at)


def _pod_of(container: Map) -> PodTemplate:
    spec = Map({"containers": [container]}, at=container.at)
    return PodTemplate(Map({"spec": spec}, at=container.at), container.at)


def _remember(part: ImportedPart, pod: PodTemplate, model: Map, share: Any) -> None:
    found = pod.images() or ([str(model["image"])] if model.get("image") else [])
    if found:
        part.facts["image"] = found[0]
    if model.get("storageUri") is not None:
        part.facts["model"] = str(model["storageUri"])
    if share is not None:
        part.facts["canary"] = str(share)


def _framework(spec: Map) -> tuple[str, Map]:
    """Return the framework of a predictor and where its settings stand."""
    model = spec.get("model")
    if isinstance(model, Map):
        return str(dig(model, "modelFormat", "name") or "").lower() or "kserve", model
    for key, value in spec.items():
        if (
            isinstance(value, Map)
            and key not in _NOT_FRAMEWORKS
            and (key in _FRAMEWORKS or "storageUri" in value)
        ):
            return key, value
    return "", spec


def _store(cluster: KubernetesCluster, id: str, one: Object, settings: Map) -> None:
    """Link a model server to where its model lies."""
    uri = settings.get("storageUri") or settings.get("modelUri") or dig(settings, "storage", "path")
    match = _STORE.match(uri) if isinstance(uri, YamlText) else None
    if match is None:
        return
    scheme, place = match[1], match[2]
    claim = cluster.ids.get(("PersistentVolumeClaim", one.namespace, place))
    if scheme == "pvc" and claim is not None:
        cluster.draft.declare(id, claim, "storageUri", uri.at, kind="data")
    else:
        cluster.draft.foreign(id, Reference(place, scheme=scheme, sure=True), "storageUri", uri.at)


def _box(cluster: KubernetesCluster, one: Object, id: str, technology: str, what: str) -> str:
    outer = cluster.of_namespace.get(id, "")
    path = catalog.resolve(technology)
    return cluster.draft.box(id, label=one.name, technology=path, cluster=outer, description=what)


# Graphs of KServe.


def _graph(cluster: KubernetesCluster, one: Object) -> None:
    """Draw each router of a graph; a graph of one router is that router."""
    routers = one.spec.get("nodes")
    if not isinstance(routers, Map) or not routers:
        cluster.part(one, technology="kserve", role="api-gateway", said=["InferenceGraph"])
        return
    own = cluster.ids[one.key]
    several = len(routers) > 1
    box = _box(cluster, one, own, "kserve", "InferenceGraph") if several else ""
    ids = {name: f"{own}-{usable_id(name)}" if several else own for name in routers}
    for name, router in routers.items():
        part = cluster.add(ids[name], one, technology="kserve", role="api-gateway")
        part.cluster = box or part.cluster
        part.label = str(name) if several else ""
        part.said = [
            *([] if several else ["InferenceGraph"]),
            str(dig(router, "routerType") or "router").lower(),
        ]
    cluster.names[one.namespace, one.name.lower()] = ids.get("root", next(iter(ids.values())))
    for name, router in routers.items():
        for number, step in enumerate(many(dig(router, "steps")), 1):
            _step(cluster, one, ids, ids[name], router, number, step)


def _step(
    cluster: KubernetesCluster,
    one: Object,
    ids: dict[str, str],
    source: str,
    router: Any,
    number: int,
    step: Any,
) -> None:
    at = getattr(step, "at", one.at)
    target, said = _destination(cluster, one, ids, step)
    label = _step_label(str(dig(router, "routerType")), number, step)
    if target is not None:
        cluster.draft.declare(
            source, target, f"InferenceGraph step {number}", at, kind="request", label=label
        )
    else:
        cluster.draft.foreign(source, Reference(said, sure=True), f"InferenceGraph step {number}", at)


def _destination(
    cluster: KubernetesCluster, one: Object, ids: dict[str, str], step: Any
) -> tuple[str | None, str]:
    node, service, url = (dig(step, key) for key in ("nodeName", "serviceName", "serviceUrl"))
    if node is not None:
        return ids.get(str(node)), str(node)
    if service is not None:
        return cluster.find(str(service), one.namespace), str(service)
    match = _HOST.match(str(url or ""))
    if match is None:
        return None, str(url or "unknown")
    space = "" if match[2] in (None, "default") else match[2]
    found = cluster.names.get((space, match[1].lower())) or cluster.names.get(
        (one.namespace, match[1].lower())
    )
    return found, match[1]


def _step_label(kind: str, number: int, step: Any) -> str:
    """Return what tells one step of a router from the others."""
    weight, condition = dig(step, "weight"), dig(step, "condition")
    if weight is not None:
        return f"{weight} %"
    if kind == "Switch" and condition is not None:
        text = str(condition)
        return text if len(text) <= 40 else f"{text[:39]}…"
    return str(number) if kind == "Sequence" else ""


# Ray and Seldon.


def _ray(cluster: KubernetesCluster, one: Object) -> None:
    spec = one.spec
    for key in ("rayClusterConfig", "rayClusterSpec"):
        spec = spec[key] if isinstance(spec.get(key), Map) else spec
    own = cluster.ids[one.key]
    box = _box(cluster, one, own, "ray", one.kind)
    head = f"{own}-head"
    _ray_part(cluster, one, head, "head", spec.get("headGroupSpec"), box)
    for group in many(spec.get("workerGroupSpecs")):
        name = usable_id(str(dig(group, "groupName") or "workers"))
        id = f"{own}-{name}"
        part = _ray_part(cluster, one, id, name, group, box)
        low, high = dig(group, "minReplicas"), dig(group, "maxReplicas")
        part.replicas = max(1, count(dig(group, "replicas") or low))
        if high is not None and str(high) != str(dig(group, "replicas")) and _autoscaled(spec):
            part.said.append(f"scales {low or 0} to {high}")
            part.tags.append("autoscaled")
        cluster.draft.declare(id, head, "workerGroupSpecs", group.at, kind="depends")
    for tail in ("-head-svc", "-serve-svc", ""):
        cluster.names[one.namespace, f"{one.name}{tail}".lower()] = head


def _autoscaled(spec: Map) -> bool:
    return str(spec.get("enableInTreeAutoscaling")).lower() == "true"


def _ray_part(
    cluster: KubernetesCluster, one: Object, id: str, name: str, group: Any, box: str
) -> ImportedPart:
    pod = PodTemplate(dig(group, "template"), getattr(group, "at", one.at))
    role = "model-endpoint" if one.kind == "RayService" and name == "head" else "distributed-compute"
    part = cluster.add(id, one, technology="ray", role=role, said=pod.remarks(name))
    part.label, part.cluster = name, box
    if pod.images():
        part.facts["image"] = pod.images()[0]
    for said in pod.references():
        cluster.refer(id, one.namespace, said.reference, said.text, said.at)
    return part


def _seldon(cluster: KubernetesCluster, one: Object) -> None:
    """Draw the graph of each predictor, with its share of the requests."""
    own = cluster.ids[one.key]
    box = _box(cluster, one, own, "seldon-core", "SeldonDeployment")
    predictors = many(one.spec.get("predictors"))
    for predictor in predictors:
        prefix = f"{own}-{usable_id(str(predictor.get('name') or 'default'))}" if len(predictors) > 1 else own
        share = predictor.get("traffic") if len(predictors) > 1 else None
        nodes = list(_seldon_nodes(predictor.get("graph"), prefix))
        for number, (id, parent, graph) in enumerate(nodes):
            part = _seldon_part(cluster, one, id, graph, predictor, box)
            if number == 0 and share is not None:
                part.said.append(f"{share} % of requests")
            if parent:
                cluster.draft.declare(parent, id, "graph", graph.at, kind="request")
        if nodes:
            cluster.names.setdefault((one.namespace, one.name.lower()), nodes[0][0])


def _seldon_nodes(graph: Any, prefix: str, parent: str = "") -> Iterator[tuple[str, str, Map]]:
    if not isinstance(graph, Map):
        return
    id = f"{prefix}-{usable_id(str(graph.get('name') or 'model'))}"
    yield id, parent, graph
    for child in many(graph.get("children")):
        yield from _seldon_nodes(child, prefix, id)


def _seldon_part(
    cluster: KubernetesCluster, one: Object, id: str, graph: Map, predictor: Map, box: str
) -> ImportedPart:
    implementation = str(graph.get("implementation") or "")
    technology = _FRAMEWORKS.get(implementation, "seldon-core")
    kind = str(graph.get("type") or "MODEL").lower()
    part = cluster.add(id, one, technology=technology, role="model-endpoint" if kind == "model" else "app")
    part.label, part.cluster = str(graph.get("name") or "model"), box
    part.said = [] if kind == "model" else [kind.replace("_", " ")]
    part.replicas = max(1, count(predictor.get("replicas")))
    image = _seldon_image(predictor, str(graph.get("name")))
    if image:
        part.facts["image"] = image
        part.technology = images.from_image(image) or part.technology
    _store(cluster, id, one, graph)
    return part


def _seldon_image(predictor: Map, name: str) -> str:
    for item in many(predictor.get("componentSpecs")):
        for container in many(dig(item, "spec", "containers")):
            if dig(container, "name") == name:
                return str(dig(container, "image") or "")
    return ""


def _pipeline(cluster: KubernetesCluster, one: Object) -> None:
    """Draw a pipeline of Seldon Core 2 as the order it calls models in."""
    part = cluster.part(one, technology="seldon-core", role="api-gateway", said=["pipeline"])
    if one.group != "mlops.seldon.io":
        part.technology, part.role, part.said = catalog.resolve("crd"), "", [one.kind]
        cluster.report.not_understood(
            one.at, f"kind 'Pipeline' of {one.group or 'core'} is not known: one plain node"
        )
        return
    for number, step in enumerate(many(one.spec.get("steps")), 1):
        target = cluster.ids.get(("Model", one.namespace, str(dig(step, "name"))))
        at: Place = getattr(step, "at", one.at)
        if target is not None:
            cluster.draft.declare(part.id, target, f"step {number}", at, kind="request", label=str(number))
