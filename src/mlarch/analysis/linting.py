"""Run the rules over an architecture, but for what its document answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlarch.analysis.finding import SEVERITIES, Finding
from mlarch.analysis.lint_rules import CHECKS, RULES
from mlarch.analysis.reachability import Sight
from mlarch.errors import DocumentError, UnknownNameError, did_you_mean
from mlarch.model import Architecture

__all__ = ["lint"]


def lint(
    arch: Architecture, *, select: Iterable[str] = (), ignore: Iterable[str] = (), severity: str = "info"
) -> tuple[Finding, ...]:
    """Return what the rules find, in order of the rules.

    `select` are the codes to run, all where empty; `ignore` those not to; `severity` is the least
    to tell of. A document answers for a finding under `lint`, by code, for all nodes or some:
    `{ML03: one machine is enough for a demo, ML12: {spare: kept for the next release}}`.

    Raises:
        UnknownNameError: where a code or severity does not exist.
        DocumentError: where an answer names no rule or node, or gives no reason.
    """
    select, ignore = _codes(select), _codes(ignore)
    if severity not in SEVERITIES:
        raise UnknownNameError(f"severity '{severity}' is not one of {', '.join(SEVERITIES)}")
    answered = _answers(arch)
    told = SEVERITIES[: SEVERITIES.index(severity) + 1]
    if any(node.role == "question" for node in arch.nodes.values()):
        return ()  # a decision is no system
    sight = Sight(arch)
    return tuple(
        finding
        for code in CHECKS
        if code not in ignore and (not select or code in select) and RULES[code].severity in told
        for finding in _found(code, sight)
        if not _is_answered(answered.get(code, ()), finding.node)
    )


def _found(code: str, sight: Sight) -> Iterator[Finding]:
    rule = RULES[code]
    for hit in CHECKS[code](sight):
        yield Finding(
            code=code,
            severity=rule.severity,
            message=hit.message,
            node=hit.node,
            reason=rule.reason,
            source=rule.source,
            remedy=rule.remedy,
        )


def _codes(codes: Iterable[str]) -> frozenset[str]:
    wanted = {code.strip().upper() for code in codes if code.strip()}
    unknown = sorted(wanted - {*RULES})
    if unknown:
        raise UnknownNameError([f"unknown rule '{code}'.{did_you_mean(code, RULES)}" for code in unknown])
    return frozenset(wanted)


def _is_answered(nodes: Iterable[str], node: str) -> bool:
    return any(answer in ("*", node) for answer in nodes)


def _answers(arch: Architecture) -> dict[str, list[str]]:
    """Return the nodes that the document answers for by rule, '*' for all."""
    problems: list[str] = []
    found: dict[str, list[str]] = {}
    for code, answer in arch.lint.items():
        if code not in RULES:
            problems.append(f"lint: unknown rule '{code}'.{did_you_mean(code, RULES)}")
            continue
        reasons: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {"*": answer}
        problems += _answer_problems(arch, code, reasons)
        found[code] = [*reasons]
    if problems:
        raise DocumentError([f"{arch.name}: {problem}" for problem in problems])
    return found


def _answer_problems(arch: Architecture, code: str, reasons: Mapping[str, Any]) -> Iterator[str]:
    for node, reason in reasons.items():
        if node != "*" and node not in arch.nodes:
            yield f"lint: {code}: unknown node '{node}'.{did_you_mean(node, arch.nodes)}"
        elif not isinstance(reason, str) or not reason.strip():
            of = "" if node == "*" else f" of '{node}'"
            yield f"lint: {code}{of} wants a reason: write why it does not matter here"
