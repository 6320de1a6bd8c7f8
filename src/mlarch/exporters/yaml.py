"""Export YAML, the document without default values."""

from __future__ import annotations

from mlarch.documents import to_yaml
from mlarch.exporters.options import ExportOptions
from mlarch.model import Architecture

__all__ = ["export"]


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as YAML; no option applies."""
    return to_yaml(arch)
