"""Export JSON, the document with all fields."""

from __future__ import annotations

from mlarch.documents import to_json
from mlarch.exporters.options import ExportOptions
from mlarch.model import Architecture

__all__ = ["export"]


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as JSON; no option applies."""
    return to_json(arch)
