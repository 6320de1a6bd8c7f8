"""Look up how the project of what is drawn wants its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["look"]


def look(targets: Sequence[str]) -> dict[str, str]:
    """Return options of pictures that the project asks for: that of a single file, else of this folder."""
    from mlarch.documents.project_file import project_at

    file = _file(targets[0]) if len(targets) == 1 else None
    theme = project_at(file.parent if file else None).theme
    wanted = {"theme": theme.extends, "accent": theme.accent, "logo": theme.logo}
    return {name: value for name, value in wanted.items() if value and value != "light"}


def _file(target: str) -> Path | None:
    """Return the file of one's own that a target, which exists, stands in."""
    from mlarch.project import registry

    path = Path(target)
    if not (target == "-" or path.suffix == ".py" or registry.is_document(target)):
        entry = registry.find(target)
        path = Path("" if entry.builtin or entry.package else entry.path)
    return path if path.is_file() else None
