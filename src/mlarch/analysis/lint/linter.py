"""Run the rules over an architecture."""

from __future__ import annotations

from collections.abc import Iterable

from mlarch.analysis.lint.accepted import AcceptedFindings
from mlarch.analysis.lint.finding import SEVERITIES, Finding
from mlarch.analysis.lint.rules import RULES
from mlarch.analysis.reachability import NodeGraph
from mlarch.analysis.roles import is_decision
from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import Architecture

__all__ = ["lint"]


def lint(
    arch: Architecture, *, select: Iterable[str] = (), ignore: Iterable[str] = (), severity: str = "info"
) -> tuple[Finding, ...]:
    """Return the findings that the document does not accept, in order of the rules.

    `select` limits the rules to these codes, `ignore` leaves codes out, and `severity` is the lowest
    severity to report. A decision is never linted.

    Raises:
        UnknownNameError: if there is no such code or severity.
        DocumentError: if an accepted finding names an unknown rule or node, or has no reason.
    """
    select, ignore = _codes(select), _codes(ignore)
    if severity not in SEVERITIES:
        raise UnknownNameError(f"severity '{severity}' is not one of {', '.join(SEVERITIES)}")
    reported = SEVERITIES[: SEVERITIES.index(severity) + 1]
    accepted = AcceptedFindings(arch, RULES)
    if is_decision(arch):
        return ()
    graph = NodeGraph(arch)
    return tuple(
        finding
        for code, rule in RULES.items()
        if code not in ignore and (not select or code in select) and rule.severity in reported
        for finding in rule.findings(graph)
        if finding not in accepted
    )


def _codes(texts: Iterable[str]) -> frozenset[str]:
    codes = {text.strip().upper() for text in texts if text.strip()}
    unknown = sorted(codes - {*RULES})
    if unknown:
        raise UnknownNameError([f"unknown rule '{code}'.{did_you_mean(code, RULES)}" for code in unknown])
    return frozenset(codes)
