"""Define a finding: one place where an architecture breaks a rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["SEVERITIES", "Finding"]

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A broken rule; `node` is '' if the finding is about the whole architecture."""

    code: str
    severity: str
    message: str
    node: str
    reason: str
    source: str
    remedy: str

    def to_mapping(self) -> dict[str, Any]:
        """Return the finding as a JSON object."""
        return asdict(self)
