"""Look up the theme, accent and logo of the project that an architecture belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["project_look"]


def project_look(targets: Sequence[str]) -> dict[str, str]:
    """Return the picture options of a project file: beside a single target's file, else in this folder."""
    from mlarch.documents.project_file import project_at

    file = _own_file(targets[0]) if len(targets) == 1 else None
    theme = project_at(file.parent if file else None).theme
    options = {"theme": theme.extends, "accent": theme.accent, "logo": theme.logo}
    return {name: value for name, value in options.items() if value and value != "light"}


def _own_file(target: str) -> Path | None:
    """Return the file of a target, or None for the zoo and installed packages."""
    from mlarch.project import registry

    path = Path(target)
    if not registry.is_file_target(target):
        entry = registry.find(target)
        path = Path("" if entry.builtin or entry.package else entry.path)
    return path if path.is_file() else None
