"""Generate large systems, deterministic for a size: clusters of ten nodes, 1.5 edges a node."""

from __future__ import annotations

import random
from typing import Any

__all__ = ["system"]

_PARTS = ("API", "gateway", "worker", "queue", "cache", "store", "model", "scheduler", "index", "registry")
_AREAS = ("orders", "payments", "search", "features", "training", "serving", "billing", "users", "media")
_KINDS = ("request", "request", "call", "event", "data", "telemetry")
_SAYS = ("HTTP", "gRPC", "reads", "writes", "publishes", "metrics", "features", "lookups")
_TECHNOLOGIES = (
    *("onprem.network.Nginx", "onprem.inmemory.Redis", "onprem.database.Postgresql", "onprem.queue.Kafka"),
    *("gcp.compute.ComputeEngine", "programming.framework.Flask", "aws.storage.S3", "k8s.compute.Pod"),
)
# Ten nodes make a cluster; five clusters, from the gateway to the stores, make a domain.
_CLUSTER, _DOMAIN = 10, 50
_LOCAL, _NEAR = 0.7, 0.95


def system(nodes: int, seed: int = 0) -> dict[str, Any]:
    """Return the document of a system: most edges stay in their cluster, most others in their domain."""
    chance = random.Random(f"{nodes} {seed}")
    clusters = {
        f"c{number}": {"label": f"{_AREAS[number % len(_AREAS)].capitalize()} {number}"}
        for number in range(nodes // _CLUSTER)
    }
    return {
        "title": f"A system of {nodes} parts",
        "direction": "TB",
        "nodes": {f"n{number}": _node(chance, number) for number in range(nodes)},
        "clusters": clusters,
        "edges": _edges(chance, nodes),
    }


def _node(chance: random.Random, number: int) -> dict[str, Any]:
    area = _AREAS[number // _CLUSTER % len(_AREAS)]
    node = {
        "label": f"{area.capitalize()} {chance.choice(_PARTS)}",
        "technology": chance.choice(_TECHNOLOGIES),
        "cluster": f"c{number // _CLUSTER}",
    }
    if chance.random() < 0.3:
        node["description"] = f"one of the {area}"
    return node


def _edges(chance: random.Random, nodes: int) -> dict[str, Any]:
    edges: dict[str, Any] = {}
    while len(edges) < nodes * 3 // 2:
        source, target = _ends(chance, nodes)
        key = f"n{source} -> n{target}"
        if source != target and key not in edges:
            says = {"label": chance.choice(_SAYS)} if chance.random() < 0.5 else {}
            edges[key] = {"kind": chance.choice(_KINDS), **says}
    return edges


def _ends(chance: random.Random, nodes: int) -> tuple[int, int]:
    """Return two nodes: of one cluster, of one domain, or of two; one in eight leads back to earlier ones."""
    first, where = chance.randrange(nodes), chance.random()
    cluster, domain = first - first % _CLUSTER, first - first % _DOMAIN
    if where < _LOCAL:
        second = cluster + chance.randrange(_CLUSTER)
    elif where < _NEAR:
        second = domain + chance.randrange(_DOMAIN)
    else:
        second = chance.randrange(nodes)
    second %= nodes
    forward = sorted((first, second), key=lambda node: (node % _DOMAIN, node))
    low, high = forward
    return (high, low) if chance.random() < 0.125 else (low, high)
