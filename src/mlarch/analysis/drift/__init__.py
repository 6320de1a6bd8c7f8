"""Compare an architecture, as drawn, with the deployed services."""

from __future__ import annotations

from mlarch.analysis.drift.comparison import drift
from mlarch.analysis.drift.matching import Matching
from mlarch.analysis.drift.report import Drift, Mismatch

__all__ = ["Drift", "Matching", "Mismatch", "drift"]
