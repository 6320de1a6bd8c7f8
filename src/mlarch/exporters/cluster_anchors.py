"""Find the nodes that stand in for clusters, where a language draws edges between nodes only."""

from __future__ import annotations

from collections.abc import Mapping

from mlarch.model import Architecture

__all__ = ["cluster_ends", "find_anchors", "items_inside"]


def find_anchors(arch: Architecture) -> Mapping[str, str]:
    """Return the first node in each cluster, at any depth; an empty cluster has none."""
    anchors: dict[str, str] = {}
    for id in arch.nodes:
        for cluster in arch.ancestors(id):
            anchors.setdefault(cluster, id)
    return anchors


def cluster_ends(arch: Architecture) -> set[str]:
    """Return the clusters that an edge starts or ends at."""
    return {end for edge in arch.edges.values() for end in (edge.source, edge.target)} & {*arch.clusters}


def items_inside(arch: Architecture) -> Mapping[str, list[str]]:
    """Return the ids of nodes and clusters right inside each cluster; '' is the outermost level.

    Nodes come first, each in order of declaration.
    """
    inside: dict[str, list[str]] = {id: [] for id in ("", *arch.clusters)}
    for node in arch.nodes.values():
        inside[node.cluster].append(node.id)
    for cluster in arch.clusters.values():
        inside[cluster.cluster].append(cluster.id)
    return inside
