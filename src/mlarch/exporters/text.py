"""Export plain text, the description in words."""

from __future__ import annotations

from mlarch.exporters.options import ExportOptions
from mlarch.model import Architecture
from mlarch.model.description import to_text

__all__ = ["export"]


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as plain text; no option applies."""
    return to_text(arch)
