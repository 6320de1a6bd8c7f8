"""Find the differences between a drawn architecture and a deployed one."""

from __future__ import annotations

from mlarch.analysis.drift.edges import EdgeComparison
from mlarch.analysis.drift.facts import node_mismatches
from mlarch.analysis.drift.matching import Matching, match_nodes
from mlarch.analysis.drift.report import Drift, Mismatch
from mlarch.analysis.drift.scope import is_expected, is_ignored, is_person
from mlarch.analysis.drift.services import without_undrawn_services
from mlarch.model import Architecture

__all__ = ["drift"]


def drift(drawn: Architecture, deployed: Architecture) -> Drift:
    """Return the differences between a drawing and an imported deployment.

    Kubernetes Services that are not drawn do not count: their targets are reached directly.

    Raises:
        DocumentError: if the document names a node under `deployed` that is not drawn.
    """
    matching = match_nodes(drawn, deployed)
    deployed = without_undrawn_services(deployed, matching)
    edges = EdgeComparison(drawn, deployed, matching.pairs)
    return Drift(
        drawn=drawn,
        deployed=deployed,
        matching=matching,
        missing=_missing(drawn, matching),
        extra=_extra(drawn, deployed, matching),
        different=_different(drawn, deployed, matching, edges),
        missing_edges=tuple(edges.missing()),
        extra_edges=tuple(edges.extra()),
    )


def _missing(drawn: Architecture, matching: Matching) -> tuple[str, ...]:
    return tuple(
        id for id, node in drawn.nodes.items()
        if id not in matching.pairs and id not in matching.unsure
        and is_expected(drawn, id) and not is_person(node)
    )  # fmt: skip


def _extra(drawn: Architecture, deployed: Architecture, matching: Matching) -> tuple[str, ...]:
    known = matching.matched | matching.candidates
    return tuple(
        id for id, node in deployed.nodes.items()
        if id not in known and not is_ignored(drawn, id)
        and node.status != "external" and not is_person(node)
    )  # fmt: skip


def _different(
    drawn: Architecture, deployed: Architecture, matching: Matching, edges: EdgeComparison
) -> tuple[Mismatch, ...]:
    """Return the mismatches; ports of edges only if their nodes' ports agree."""
    nodes = [
        mismatch
        for id, other in matching.pairs.items()
        for mismatch in node_mismatches(drawn, deployed, id, other)
    ]
    with_other_ports = {mismatch.id for mismatch in nodes if mismatch.fact == "ports"}
    joined = [
        mismatch for mismatch in edges.different() if with_other_ports.isdisjoint(mismatch.id.split(" -> "))
    ]
    return tuple(mismatch for mismatch in (*nodes, *joined) if not is_ignored(drawn, mismatch.id))
