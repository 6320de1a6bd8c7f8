"""Say where a project keeps its architectures and its settings, and how a package offers some."""

from __future__ import annotations

__all__ = ["FOLDER", "GROUP", "SETTINGS"]

FOLDER = "architectures"
"""The folder of one's own architectures, where no other is named."""

GROUP = "mlarch.architectures"
"""The group of entry points by which installed packages offer architectures."""

SETTINGS = "mlarch.yaml"
"""The name of a project's own file, which is no architecture."""
