"""Report the drift of an architecture as lines, JSON and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlarch import catalog
from mlarch.analysis.drift.matching import Matching
from mlarch.analysis.drift.picture import marked
from mlarch.model import Architecture, EdgeData, Node

__all__ = ["Drift", "Mismatch"]


@dataclass(frozen=True)
class Mismatch:
    """A fact of a node or edge that differs.

    `id` is the document key. An empty value means none.
    """

    id: str
    fact: str
    drawn: str
    deployed: str

    def __str__(self) -> str:
        return (
            f"{self.id}: {self.fact} {self.drawn or 'none'} is drawn, {self.deployed or 'none'} is deployed"
        )

    def to_mapping(self) -> dict[str, str]:
        """Return the mismatch as a JSON object."""
        return {"id": self.id, "what": self.fact, "drawn": self.drawn, "deployed": self.deployed}


@dataclass(frozen=True)
class Drift:
    """The differences between a drawing and a deployment; false if none.

    Edges are document keys with the ids of the drawing. `extra` has the ids of the deployment.
    """

    drawn: Architecture
    deployed: Architecture
    matching: Matching
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[Mismatch, ...] = ()
    missing_edges: tuple[str, ...] = ()
    extra_edges: tuple[tuple[str, EdgeData], ...] = ()

    def __bool__(self) -> bool:
        differences = (self.missing, self.extra, self.different, self.missing_edges, self.extra_edges)
        return any(differences) or bool(self.matching.unsure)

    def to_mapping(self) -> dict[str, Any]:
        """Return the drift as a JSON object."""
        methods = self.matching.methods
        return {
            "matched": [
                {"node": id, "deployed": other, "by": methods[id]}
                for id, other in self.matching.pairs.items()
            ],
            "missing": [*self.missing],
            "extra": [*self.extra],
            "different": [mismatch.to_mapping() for mismatch in self.different],
            "unsure": [{"node": id, "candidates": others} for id, others in self.matching.unsure.items()],
            "edges": {
                "missing": [*self.missing_edges],
                "extra": [{"edge": key, "evidence": edge.description} for key, edge in self.extra_edges],
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        for id in self.missing:
            yield f"missing: {id} ({_product(self.drawn.nodes[id])}) is drawn and not deployed"
        for id in self.extra:
            yield f"extra: {id} ({_product(self.deployed.nodes[id])}) is deployed and not drawn"
        yield from (f"different: {mismatch}" for mismatch in self.different)
        for id, others in self.matching.unsure.items():
            example = f"'deployed: {{{id}: {others[0]}}}'"
            yield f"unsure: {id} may be {' or '.join(others)}: choose one, as in {example}"
        for key in self.missing_edges:
            yield f"missing edge: {key} is drawn and not deployed"
        for key, edge in self.extra_edges:
            evidence = f": {edge.description}" if edge.description else ""
            yield f"extra edge: {key} is deployed and not drawn{evidence}"

    def picture(self) -> Architecture:
        """Return the drawing with every difference marked."""
        return marked(self)


def _product(node: Node) -> str:
    return catalog.get(node.technology).label if node.technology else " ".join(node.label.split())
