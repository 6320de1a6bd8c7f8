"""Generate random architectures, from a seed or with hypothesis."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import strategies as st

from mlarch.model import DIRECTIONS, STATUSES, Architecture, ClusterData, EdgeData, Node, edge_key
from mlarch.model.edge_kinds import EDGE_KINDS

__all__ = ["architectures", "random_architecture"]

WORDS = (
    *("API", "cache", "queue", "model", "training", "feature", "store", "online", "batch", "segmentation"),
    *("of", "the", "team", "v2", "über", "模型", "TensorFlow-Serving", "registry.example.com/unet:1.4.2"),
)
TECHNOLOGIES = (
    "",
    "onprem.network.Nginx",
    "onprem.inmemory.Redis",
    "onprem.database.Postgresql",
    "onprem.queue.Kafka",
    "gcp.compute.ComputeEngine",
    "programming.framework.Flask",
)


def random_architecture(
    seed: int,
    *,
    nodes: int = 20,
    clusters: int = 4,
    depth: int = 3,
    edges: int = 30,
    max_label: int = 40,
    reach: int = 0,
    direction: str = "",
) -> Architecture:
    """Return the architecture of a seed, with this many nodes, clusters and edges.

    Labels have up to `max_label` characters, and clusters are nested up to `depth` deep. Some edges
    are self-loops, parallel or opposite to another edge, or end at a cluster. With `reach`, nodes are
    put into clusters by number, and most edges connect nodes at most `reach` numbers apart, as in
    large real systems.
    """
    return _architecture(
        random.Random(seed), f"random/{seed}", nodes, clusters, depth, edges, max_label, direction, reach
    )


@st.composite
def architectures(
    draw: st.DrawFn,
    *,
    max_nodes: int = 20,
    max_clusters: int = 4,
    max_depth: int = 3,
    edges_per_node: float = 1.5,
    max_label: int = 40,
    direction: str = "",
) -> Architecture:
    """Generate architectures of up to this size, which shrink well."""
    nodes = draw(st.integers(1, max_nodes))
    clusters = draw(st.integers(0, max_clusters))
    most = int(nodes * edges_per_node)
    edges = draw(st.integers(0, most) | st.just(most))
    chance = draw(st.randoms(use_true_random=False))
    return _architecture(chance, "random", nodes, clusters, max_depth, edges, max_label, direction)


def _architecture(
    chance: random.Random,
    name: str,
    nodes: int,
    clusters: int,
    depth: int,
    edges: int,
    max_label: int,
    direction: str,
    reach: int = 0,
) -> Architecture:
    boxes = _clusters(chance, clusters, depth, max_label)
    parents = ["", *boxes]
    cards = []
    for number in range(nodes):
        parent = parents[number * len(parents) // nodes] if reach else chance.choice(parents)
        cards.append(_node(chance, f"n{number}", parent, max_label))
    lines = _edges(chance, cards, boxes, edges, max_label, reach)
    return Architecture(
        name=name,
        title=_label(chance, max_label),
        summary=_label(chance, max_label) if chance.random() < 0.5 else "",
        direction=direction or chance.choice(DIRECTIONS),
        nodes=cards,
        clusters=boxes,
        edges=lines,
        flows=_flow(chance, lines),
    )


def _label(chance: random.Random, longest: int) -> str:
    """Return a text of 1 to `longest` characters, both limits more often."""
    length = chance.choice((1, longest, chance.randint(1, longest)))
    text = chance.choice(WORDS)
    while len(text) < length:
        text += " " + chance.choice(WORDS)
    text = text[:length]
    return text[:-1] + "x" if text.endswith(" ") else text


def _clusters(chance: random.Random, count: int, depth: int, longest: int) -> dict[str, ClusterData]:
    clusters: dict[str, ClusterData] = {}
    level: dict[str, int] = {"": 0}
    for number in range(count):
        parents = [id for id in level if level[id] < depth]
        # Half of the time the newest cluster is the parent. Otherwise deep nesting would be rare.
        parent = parents[-1] if chance.random() < 0.5 else chance.choice(parents)
        id = f"c{number}"
        level[id] = level[parent] + 1
        clusters[id] = ClusterData(
            id=id,
            label=_label(chance, longest),
            cluster=parent,
            technology=chance.choice(("", "gcp.compute.KubernetesEngine")),
            direction=chance.choice(("", "", *DIRECTIONS)),
        )
    return clusters


def _node(chance: random.Random, id: str, cluster: str, longest: int) -> Node:
    return Node(
        id=id,
        label=_label(chance, longest),
        technology=chance.choice(TECHNOLOGIES),
        cluster=cluster,
        description=_label(chance, longest) if chance.random() < 0.3 else "",
        replicas=chance.choice((1, 1, 1, 3)),
        status=chance.choice(("existing", *STATUSES)),
    )


def _edges(
    chance: random.Random,
    nodes: list[Node],
    clusters: dict[str, ClusterData],
    count: int,
    longest: int,
    reach: int,
) -> list[EdgeData]:
    inside = {item.id: item.cluster for item in (*nodes, *clusters.values())}
    ids = [node.id for node in nodes]
    pairs: list[tuple[str, str]] = []
    counts: Counter[tuple[str, str]] = Counter()
    edges = []
    for _ in range(count):
        source, target = _pair(chance, ids, list(clusters), pairs, inside, reach)
        pairs.append((source, target))
        counts[source, target] += 1
        key = edge_key(source, target, counts[source, target])
        label = _label(chance, longest) if chance.random() < 0.5 else ""
        kind = chance.choice([*EDGE_KINDS])
        edges.append(EdgeData(source=source, target=target, id=key, label=label, kind=kind))
    return edges


def _pair(
    chance: random.Random,
    nodes: list[str],
    clusters: list[str],
    earlier: list[tuple[str, str]],
    inside: dict[str, str],
    reach: int,
) -> tuple[str, str]:
    """Return the ends of an edge: parallel, opposite, a self-loop or others."""
    shape = chance.random()
    if earlier and shape < 0.2:
        source, target = chance.choice(earlier)
        return (source, target) if shape < 0.1 else (target, source)
    if shape < 0.27:
        node = chance.choice(nodes)
        return node, node
    if reach and shape < 0.9:
        at = chance.randrange(len(nodes))
        return nodes[at], nodes[min(at + chance.randint(1, reach), len(nodes) - 1)]
    source, target = (
        chance.choice(clusters) if clusters and chance.random() < 0.15 else chance.choice(nodes)
        for _ in range(2)
    )
    if source != target and not _within(source, target, inside) and not _within(target, source, inside):
        return source, target
    return chance.choice(nodes), chance.choice(nodes)


def _within(id: str, cluster: str, inside: dict[str, str]) -> bool:
    """Return True if `id` is in a cluster: the model allows no edge between them."""
    while id:
        id = inside[id]
        if id == cluster:
            return True
    return False


def _flow(chance: random.Random, edges: list[EdgeData]) -> dict[str, tuple[str, ...]]:
    if not edges or chance.random() < 0.5:
        return {}
    first = chance.choice(edges)
    path = [first.source, first.target]
    for edge in edges:
        if edge.source == path[-1] and edge.target not in path:
            path.append(edge.target)
    return {"request": tuple(path)}
