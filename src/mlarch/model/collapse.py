"""Collapse the clusters below a depth into single nodes, with their edges merged."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key
from mlarch.model.graph import boxes, descendants, longest_flows

__all__ = ["collapsed"]

Value = TypeVar("Value")


def collapsed(arch: Architecture, depth: int) -> Architecture:
    """Return an architecture with each cluster at `depth` as one node; 0 is the top."""
    containers = {box.id: _container(arch, box.id, depth) for box in boxes(arch)}
    summaries = {
        id: _summary_node(arch, cluster)
        for id, cluster in arch.clusters.items()
        if len(arch.ancestors(id)) == depth
    }
    if not summaries:
        return arch
    edges = _merged_edges(arch, containers, set(summaries))
    paths = {name: _without_repeats(path, containers) for name, path in arch.flows.items()}
    return arch.replace(
        nodes=_in_order(arch, containers, summaries),
        clusters={
            id: cluster
            for id, cluster in arch.clusters.items()
            if containers[id] == id and id not in summaries
        },
        edges=edges,
        flows=longest_flows(paths, edges),
    )


def _container(arch: Architecture, id: str, depth: int) -> str:
    """Return the collapsed cluster around a part, or its own id if there is none."""
    around = arch.ancestors(id)
    return around[-depth - 1] if len(around) > depth else id


def _summary_node(arch: Architecture, cluster: ClusterData) -> Node:
    inside = descendants(arch, [cluster.id]) - {cluster.id}
    return Node(
        id=cluster.id,
        label=cluster.label,
        technology=cluster.technology,
        icon=cluster.icon,
        role=cluster.kind,
        description=_contents(len(inside & {*arch.nodes}), len(inside & {*arch.clusters})),
        cluster=cluster.cluster,
        link=cluster.link,
        tags=cluster.tags,
        color=cluster.color,
    )


def _contents(nodes: int, clusters: int) -> str:
    """Return the contents of a cluster in words.

    >>> _contents(1, 0), _contents(12, 3), _contents(0, 0)
    ('1 node inside', '12 nodes in 3 clusters', 'empty')
    """
    if not nodes and not clusters:
        return "empty"
    count = f"{nodes} node{'' if nodes == 1 else 's'}"
    return f"{count} in {clusters} cluster{'' if clusters == 1 else 's'}" if clusters else f"{count} inside"


def _in_order(arch: Architecture, containers: Mapping[str, str], summaries: Mapping[str, Node]) -> list[Node]:
    """Return the nodes in order; a summary takes the place of its first node."""
    placed: dict[str, Node] = {}
    for id, node in arch.nodes.items():
        container = containers[id]
        placed.setdefault(container, summaries.get(container, node))
    return list({**placed, **summaries}.values())


def _merged_edges(arch: Architecture, containers: Mapping[str, str], summaries: set[str]) -> list[EdgeData]:
    kept: list[EdgeData] = []
    groups: dict[tuple[str, str], list[EdgeData]] = {}
    for edge in arch.edges.values():
        source, target = containers[edge.source], containers[edge.target]
        if summaries.isdisjoint((source, target)):
            kept.append(edge)
        elif source != target or (edge.source, edge.target) == (source, target):
            groups.setdefault((source, target), []).append(edge)
    return [*kept, *(_merged_edge(*ends, edges) for ends, edges in groups.items())]


def _merged_edge(source: str, target: str, edges: list[EdgeData]) -> EdgeData:
    """Return one edge for several, with their number and the fields they share."""
    first, count = edges[0], len(edges)
    if count == 1:
        return dataclasses.replace(first, id=edge_key(source, target), source=source, target=target)
    labels = {edge.label for edge in edges}
    return EdgeData(
        source=source,
        target=target,
        label=f"{first.label} ({count})" if len(labels) == 1 and first.label else f"{count} edges",
        kind=Counter(edge.kind for edge in edges).most_common(1)[0][0],
        arrow=_common((edge.arrow for edge in edges), "both"),
        color=_common((edge.color for edge in edges), ""),
        style=_common((edge.style for edge in edges), ""),
        status=_common((edge.status for edge in edges), "existing"),
        tags=tuple(dict.fromkeys(tag for edge in edges for tag in edge.tags)),
    )


def _common(values: Iterable[Value], default: Value) -> Value:
    """Return the value if all are equal, or else the default."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else default


def _without_repeats(path: tuple[str, ...], containers: Mapping[str, str]) -> tuple[str, ...]:
    """Return a path by container, without consecutive repeats."""
    outer = [containers[id] for id in path]
    return tuple(id for at, id in enumerate(outer) if at == 0 or outer[at - 1] != id)
