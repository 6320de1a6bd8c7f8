"""Bypass the Kubernetes Services that are not drawn."""

from __future__ import annotations

from mlarch.analysis.drift.matching import Matching
from mlarch.analysis.roles import role_of
from mlarch.model import Architecture, EdgeData

__all__ = ["without_undrawn_services"]


def without_undrawn_services(deployed: Architecture, matching: Matching) -> Architecture:
    """Return the deployment without the Services that no drawn node matches."""
    drawn = matching.matched | matching.candidates
    for id, node in deployed.nodes.items():
        if role_of(node) == "service" and id not in drawn:
            deployed = _bypassed(deployed, id)
    return deployed


def _bypassed(arch: Architecture, id: str) -> Architecture:
    """Return an architecture without a node, its callers joined to its targets."""
    incoming = [edge for edge in arch.edges.values() if edge.target == id]
    outgoing = [edge for edge in arch.edges.values() if edge.source == id]
    if not outgoing:
        return arch
    edges = {edge.id: edge for edge in arch.edges.values() if id not in (edge.source, edge.target)}
    for first in incoming:
        for last in outgoing:
            if first.source != last.target:
                joined = EdgeData(
                    source=first.source,
                    target=last.target,
                    label=first.label,
                    kind=first.kind,
                    description=f"{first.description}, through {id}",
                )
                edges.setdefault(joined.id, joined)
    nodes = {other: node for other, node in arch.nodes.items() if other != id}
    return arch.replace(nodes=nodes, edges=edges, flows={})
