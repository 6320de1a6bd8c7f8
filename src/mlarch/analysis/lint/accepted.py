"""Read the findings that a document accepts under `lint`, each with a reason.

`{ML03: one machine is enough for a demo, ML12: {spare: kept for the next release}}` accepts ML03 for
all nodes and ML12 for the node `spare`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mlarch.analysis.lint.finding import Finding
from mlarch.errors import DocumentError, did_you_mean
from mlarch.model import Architecture

__all__ = ["AcceptedFindings"]

_ALL = "*"


class AcceptedFindings:
    """The findings that the document of an architecture accepts.

    Raises:
        DocumentError: if an entry names an unknown rule or node, or has no reason.
    """

    def __init__(self, arch: Architecture, codes: Collection[str]) -> None:
        self._reasons = {
            code: entry if isinstance(entry, Mapping) else {_ALL: entry} for code, entry in arch.lint.items()
        }
        problems = [*_problems(arch, self._reasons, codes)]
        if problems:
            raise DocumentError([f"{arch.name}: lint: {problem}" for problem in problems])

    def __contains__(self, finding: Finding) -> bool:
        reasons = self._reasons.get(finding.code, {})
        return _ALL in reasons or finding.node in reasons


def _problems(
    arch: Architecture, reasons: Mapping[str, Mapping[str, Any]], codes: Collection[str]
) -> Iterator[str]:
    for code, by_node in reasons.items():
        if code not in codes:
            yield f"unknown rule '{code}'.{did_you_mean(code, codes)}"
            continue
        for node, reason in by_node.items():
            if node != _ALL and node not in arch.nodes:
                yield f"{code}: unknown node '{node}'.{did_you_mean(node, arch.nodes)}"
            elif not isinstance(reason, str) or not reason.strip():
                scope = "" if node == _ALL else f" of '{node}'"
                yield f"{code}{scope} needs a reason: write why it does not matter here"
