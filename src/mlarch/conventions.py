"""Say where a project keeps its architectures and its settings."""

from __future__ import annotations

__all__ = ["FOLDER", "SETTINGS"]

FOLDER = "architectures"
"""The folder of one's own architectures, where no other is named."""

SETTINGS = "mlarch.yaml"
"""The name of a project's own file, which is no architecture."""
