"""Combine architectures for a common style sheet and legend, not for layout."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mlarch.model import Architecture, ClusterData, EdgeData, Node, edge_key, parse_edge_key

__all__ = ["combine"]


def combine(steps: Sequence[Architecture]) -> Architecture:
    """Return an architecture with the parts of all steps side by side, under new ids."""
    nodes: list[Node] = []
    clusters: list[ClusterData] = []
    edges: list[EdgeData] = []
    for step, arch in enumerate(steps):
        new = {id: f"{step}.{number}" for number, id in enumerate((*arch.nodes, *arch.clusters))} | {"": ""}
        for node in arch.nodes.values():
            nodes.append(dataclasses.replace(node, id=new[node.id], cluster=new[node.cluster]))
        for cluster in arch.clusters.values():
            clusters.append(dataclasses.replace(cluster, id=new[cluster.id], cluster=new[cluster.cluster]))
        for edge in arch.edges.values():
            source, target = new[edge.source], new[edge.target]
            number = (parse_edge_key(edge.id) or ("", "", 1))[2]
            id = edge_key(source, target, number)
            edges.append(dataclasses.replace(edge, id=id, source=source, target=target))
    styles = {tag: style for arch in steps for tag, style in arch.styles.items()}
    return steps[-1].replace(
        nodes=nodes, clusters=clusters, edges=edges, styles=styles, flows={}, default_view={}
    )
