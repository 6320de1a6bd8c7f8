"""List all cases in the order of the page, one module each."""

from __future__ import annotations

from bench.cases import (
    changed,
    document,
    gallery,
    graphs,
    hundred,
    imports,
    kubernetes,
    parts,
    reading,
    scripts,
    search,
    start,
    unchanged,
    zoo,
)
from bench.figures import Case

__all__ = ["CASES"]

CASES: tuple[Case, ...] = tuple(
    module.CASE
    for module in (
        *(zoo, parts, unchanged, changed, document, hundred, graphs, gallery),
        *(scripts, kubernetes, start, imports, reading, search),
    )
)
