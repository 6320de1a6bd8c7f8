"""Check an architecture against deployment rules, one module a rule."""

from __future__ import annotations

from mlarch.analysis.lint.finding import SEVERITIES, Finding
from mlarch.analysis.lint.linter import lint
from mlarch.analysis.lint.rule import Rule, Violation
from mlarch.analysis.lint.rules import RULES

__all__ = ["RULES", "SEVERITIES", "Finding", "Rule", "Violation", "lint"]
