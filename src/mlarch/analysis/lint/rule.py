"""Define a rule: the check, and the facts that its findings carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mlarch.analysis.lint.finding import Finding
from mlarch.analysis.reachability import NodeGraph

__all__ = ["Rule", "Violation"]


class Violation(NamedTuple):
    """A node that breaks a rule; `node` is '' for the whole architecture."""

    node: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of deployment sense.

    `reason` is one sentence, `source` the address of a page that supports it, and `remedy` the name
    of a zoo entry that follows the rule. `check` yields the violations.
    """

    code: str
    severity: str
    title: str
    reason: str
    source: str
    remedy: str
    check: Callable[[NodeGraph], Iterator[Violation]]

    def findings(self, graph: NodeGraph) -> Iterator[Finding]:
        """Yield a finding for each violation of the rule."""
        for violation in self.check(graph):
            yield Finding(
                code=self.code,
                severity=self.severity,
                message=violation.message,
                node=violation.node,
                reason=self.reason,
                source=self.source,
                remedy=self.remedy,
            )
