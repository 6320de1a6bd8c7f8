"""Check an architecture: against deployment sense, and against what is deployed."""

from __future__ import annotations

from mlarch.check.drift import Drift, drift
from mlarch.check.findings import SEVERITIES, Finding
from mlarch.check.lint import lint

__all__ = ["SEVERITIES", "Drift", "Finding", "drift", "lint"]
