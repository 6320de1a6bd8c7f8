"""Name all cases, in the order of the page; each module tells what it measures, against what, and why it misses."""

from __future__ import annotations

from bench.cases import graphs
from bench.figures import Case

__all__ = ["CASES"]

CASES: tuple[Case, ...] = (graphs.CASE,)
