"""Hold what a rule found: plain data, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

__all__ = ["SEVERITIES", "Finding", "Rule"]

SEVERITIES = ("error", "warning", "info")


class Rule(NamedTuple):
    """A rule of deployment sense: why it holds, who says so, and the entry of the zoo with the remedy."""

    code: str
    severity: str
    title: str
    reason: str
    source: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule found; `node` is '' where it is about the whole."""

    code: str
    severity: str
    message: str
    node: str
    reason: str
    source: str
    remedy: str

    def to_mapping(self) -> dict[str, Any]:
        """Return the finding as JSON can say it."""
        return asdict(self)
