"""Add the InferenceGraphs of KServe: routers and their steps."""

from __future__ import annotations

import re
from typing import Any

from mlarch.documents.yaml_stream import Map
from mlarch.importers.draft import usable_id
from mlarch.importers.kubernetes.objects import KubernetesObject
from mlarch.importers.kubernetes.serving.parts import add_cluster
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig, maps_in
from mlarch.importers.references import Reference

__all__ = ["add_inference_graph"]

_URL_HOST = re.compile(r"\w+://([\w-]+)(?:\.([\w-]+))?")
_MAX_CONDITION = 40


def add_inference_graph(state: KubernetesImport, graph: KubernetesObject) -> None:
    """Add one part for a single router, else a cluster of routers."""
    routers = graph.spec.get("nodes")
    if not isinstance(routers, Map) or not routers:
        part = state.add_part(graph, technology="kserve", role="api-gateway")
        part.remarks.append("InferenceGraph")
        return
    ids = _add_routers(state, graph, routers)
    entry = ids.get("root", next(iter(ids.values())))
    state.hosts[graph.namespace, graph.name.lower()] = entry
    for name, router in routers.items():
        for number, step in enumerate(maps_in(dig(router, "steps")), 1):
            label = _step_label(str(dig(router, "routerType")), number, step)
            _link_step(state, graph, ids, ids[name], step, number, label)


def _add_routers(state: KubernetesImport, graph: KubernetesObject, routers: Map) -> dict[str, str]:
    """Add a part for each router and return their ids by name."""
    graph_id = state.ids[graph.key]
    if len(routers) == 1:
        ids, cluster, labels, remarks = dict.fromkeys(routers, graph_id), "", {}, ["InferenceGraph"]
    else:
        cluster = add_cluster(state, graph, technology="kserve", description="InferenceGraph")
        ids = {name: f"{graph_id}-{usable_id(name)}" for name in routers}
        labels, remarks = {name: str(name) for name in routers}, []
    for name, router in routers.items():
        part = state.add_part(graph, ids[name], technology="kserve", role="api-gateway")
        part.cluster = cluster or part.cluster
        part.label = labels.get(name, "")
        part.remarks += [*remarks, str(dig(router, "routerType") or "router").lower()]
    return ids


def _link_step(
    state: KubernetesImport,
    graph: KubernetesObject,
    ids: dict[str, str],
    router: str,
    step: Map,
    number: int,
    label: str,
) -> None:
    target, name = _destination(state, graph, ids, step)
    evidence = f"InferenceGraph step {number}"
    if target is not None:
        state.draft.declare(router, target, evidence, step.at, kind="request", label=label)
    else:
        state.draft.refer_outside(router, Reference(name, sure=True), evidence, step.at)


def _destination(
    state: KubernetesImport, graph: KubernetesObject, ids: dict[str, str], step: Map
) -> tuple[str | None, str]:
    """Return the part that a step calls, None if it is not in the files, and its name."""
    node, service, url = (step.get(key) for key in ("nodeName", "serviceName", "serviceUrl"))
    if node is not None:
        return ids.get(str(node)), str(node)
    if service is not None:
        return state.find_host(str(service), graph.namespace), str(service)
    match = _URL_HOST.match(str(url or ""))
    if match is None:
        return None, str(url or "unknown")
    host, namespace = match[1].lower(), match[2]
    namespace = "" if namespace in (None, "default") else namespace
    return state.hosts.get((namespace, host)) or state.hosts.get((graph.namespace, host)), match[1]


def _step_label(router_type: str, number: int, step: Any) -> str:
    """Return the share, condition or number of a step of a router."""
    weight, condition = dig(step, "weight"), dig(step, "condition")
    if weight is not None:
        return f"{weight} %"
    if router_type == "Switch" and condition is not None:
        text = str(condition)
        return text if len(text) <= _MAX_CONDITION else f"{text[: _MAX_CONDITION - 1]}…"
    return str(number) if router_type == "Sequence" else ""
