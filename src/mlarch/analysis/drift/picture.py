"""Draw the drift: extra parts are new, missing ones struck out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlarch.model import Architecture, EdgeData, TagStyle

if TYPE_CHECKING:
    from mlarch.analysis.drift.report import Drift

__all__ = ["marked"]

_TAG = "drift"
_STYLE = TagStyle(color="#d97706", legend="not as deployed")


def marked(drift: Drift) -> Architecture:
    """Return the drawing with every difference marked."""
    arch = drift.drawn
    for id in drift.missing:
        arch = arch.with_node(id, status="deprecated")
    for key in drift.missing_edges:
        arch = arch.with_edge(key, status="deprecated")
    arch = _with_mismatches(arch, drift)
    arch = _with_extra_parts(arch, drift)
    return arch.replace(title=f"{arch.title}: drift", deployed={}, flows={})


def _with_mismatches(arch: Architecture, drift: Drift) -> Architecture:
    """Tag the different parts, and write the values into descriptions and edge labels."""
    for id in dict.fromkeys(mismatch.id for mismatch in drift.different):
        values = "; ".join(
            f"{mismatch.fact} {mismatch.drawn} -> {mismatch.deployed}"
            for mismatch in drift.different
            if mismatch.id == id
        )
        if id in arch.nodes:
            arch = arch.with_node(id, tags=(*arch.nodes[id].tags, _TAG), description=values)
        elif id in arch.edges:
            arch = arch.with_edge(id, tags=(*arch.edges[id].tags, _TAG), label=values)
    return arch.replace(styles={**arch.styles, _TAG: _STYLE}) if drift.different else arch


def _with_extra_parts(arch: Architecture, drift: Drift) -> Architecture:
    """Add the extra nodes with their edges, then the extra edges between drawn nodes."""
    drawn_id = {other: id for id, other in drift.matching.pairs.items()}
    for id in drift.extra:
        drawn_id[id] = id if id not in arch.nodes and id not in arch.clusters else f"{id}-deployed"
        node = drift.deployed.nodes[id]
        arch = arch.with_node(
            drawn_id[id], label=node.label, technology=node.technology, role=node.role, status="new"
        )
    of_extra = [
        edge
        for edge in drift.deployed.edges.values()
        if not {edge.source, edge.target}.isdisjoint(drift.extra)
        and edge.source in drawn_id and edge.target in drawn_id
    ]  # fmt: skip
    for edge in of_extra:
        arch = _connected(arch, edge, drawn_id)
    for _, edge in drift.extra_edges:
        arch = _connected(arch, edge, drawn_id)
    return arch


def _connected(arch: Architecture, edge: EdgeData, drawn_id: dict[str, str]) -> Architecture:
    source, target = drawn_id[edge.source], drawn_id[edge.target]
    return arch.connect(source, target, edge.label, kind=edge.kind, status="new")
