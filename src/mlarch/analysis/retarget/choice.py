"""Choose the replacement of a technology from the tables of equivalents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mlarch import catalog
from mlarch.analysis.retarget.origin import known_technology
from mlarch.catalog import FIDELITIES, EquivalenceTable, Equivalent
from mlarch.model import Architecture

__all__ = ["GLOBAL", "Choice", "choose", "spans_regions", "worst"]

GLOBAL = "global"
"""The variant of the role `load-balancer` for several regions."""


@dataclass(frozen=True)
class Choice:
    """The table that a technology is replaced from, with its own cell and the new one.

    `own` is None if the table has another product of the same provider.
    """

    table: EquivalenceTable
    own: Equivalent | None
    new: Equivalent


def choose(role: str, technology: str, source: str, target: str, variant: str = "") -> Choice | None:
    """Return the equivalent of a technology of `source` on `target`, if any.

    Of the tables that contain the technology, the most faithful one counts, then the first.
    `variant` prefers the table of that name.
    """
    tables = catalog.equivalents().get(role, ())
    of_variant = [table for table in tables if variant and table.variant == variant]
    candidates = of_variant or tables
    matching = [table for table in candidates if _contains(table, technology, source)]
    if matching:
        table = min(matching, key=lambda table: FIDELITIES.index(_fidelity(table, source, target)))
        return Choice(table, table.cells[source], table.cells[target])
    if not candidates or candidates[0].exact:
        return None
    return Choice(candidates[0], None, candidates[0].cells[target])


def _contains(table: EquivalenceTable, technology: str, source: str) -> bool:
    """Return True if a table has a technology as the product of `source`."""
    cell, known = table.cells.get(source), known_technology(technology)
    if cell is None or known is None:
        return False
    return technology == cell.technology or known.label in (cell.product, *cell.names)


def _fidelity(table: EquivalenceTable, source: str, target: str) -> str:
    return worst(table.cells[provider].fidelity for provider in (source, target))


def worst(fidelities: Iterable[str]) -> str:
    """Return the lowest fidelity.

    >>> worst(["same", "different", "similar"])
    'different'
    """
    return FIDELITIES[max(FIDELITIES.index(fidelity) for fidelity in fidelities)]


def spans_regions(arch: Architecture, id: str) -> bool:
    """Return True if the edges of a node lead into at least two regions."""
    ends = {edge.target for edge in arch.edges.values() if edge.source == id}
    regions = [region for region, cluster in arch.clusters.items() if cluster.kind == "region"]
    reached = [
        region
        for region in regions
        if region in ends
        or not ends.isdisjoint(arch.ancestors(region))
        or any(region in arch.ancestors(end) for end in ends)
    ]
    return len(reached) > 1
