"""Look up the members of clusters, for formats that nest them."""

from __future__ import annotations

from collections.abc import Mapping

from mlarch.model import Architecture

__all__ = ["children", "first_nodes", "joined_clusters"]


def children(arch: Architecture) -> Mapping[str, list[str]]:
    """Return the ids directly inside each cluster; '' is the top level.

    Nodes come first, each in order of declaration.
    """
    inside: dict[str, list[str]] = {id: [] for id in ("", *arch.clusters)}
    for node in arch.nodes.values():
        inside[node.cluster].append(node.id)
    for cluster in arch.clusters.values():
        inside[cluster.cluster].append(cluster.id)
    return inside


def first_nodes(arch: Architecture) -> Mapping[str, str]:
    """Return the first node in each cluster, at any depth; an empty cluster has none."""
    firsts: dict[str, str] = {}
    for id in arch.nodes:
        for cluster in arch.ancestors(id):
            firsts.setdefault(cluster, id)
    return firsts


def joined_clusters(arch: Architecture) -> set[str]:
    """Return the clusters that an edge starts or ends at."""
    return {end for edge in arch.edges.values() for end in (edge.source, edge.target)} & {*arch.clusters}
