"""Choose the table of equivalents for a part: by its role, its technology and what it stands before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mlarch import catalog
from mlarch.analysis.retarget.origin import known_technology
from mlarch.catalog import FIDELITIES, Equivalent, Equivalents
from mlarch.model import Architecture

__all__ = ["GLOBAL", "Choice", "choose", "spans_regions", "worst"]

GLOBAL = "global"
"""The variant of the role `load-balancer` for one that stands before several regions."""


@dataclass(frozen=True)
class Choice:
    """The table for a part, its own cell in that table, and the cell it is to become.

    `own` is None where another product of the same provider stands in the table.
    """

    table: Equivalents
    own: Equivalent | None
    new: Equivalent


def choose(role: str, technology: str, source: str, target: str, variant: str = "") -> Choice | None:
    """Return what a technology of `source` becomes with `target`; None where that is not said.

    Of several tables of the role that hold the technology the most faithful one counts, the usual
    one where they are equal; `variant` asks for one by name.
    """
    tables = catalog.equivalents().get(role, ())
    named = [table for table in tables if variant and table.variant == variant]
    holding = [table for table in named or tables if _own(table, technology, source)]
    if holding:
        table = min(holding, key=lambda table: FIDELITIES.index(_fidelity(table, source, target)))
        return Choice(table, table.cells[source], table.cells[target])
    first = (named or tables)[:1]
    return next((Choice(table, None, table.cells[target]) for table in first if not table.exact), None)


def _own(table: Equivalents, technology: str, source: str) -> bool:
    """Say whether a technology is the product of `source` in a table, by its path or by its name."""
    cell, known = table.cells.get(source), known_technology(technology)
    if cell is None or known is None:
        return False
    return technology == cell.technology or known.label in (cell.product, *cell.names)


def _fidelity(table: Equivalents, source: str, target: str) -> str:
    return worst(table.cells[provider].fidelity for provider in (source, target))


def worst(fidelities: Iterable[str]) -> str:
    """Return the lowest of some fidelities.

    >>> worst(["same", "different", "similar"])
    'different'
    """
    return FIDELITIES[max(FIDELITIES.index(fidelity) for fidelity in fidelities)]


def spans_regions(arch: Architecture, id: str) -> bool:
    """Say whether the edges of a node lead into two clusters or more that are regions."""
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
