"""Look up how the project of what is drawn wants its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["look"]


def look(targets: Sequence[str]) -> dict[str, str]:
    """Return options of pictures that the project asks for: that of a single file, else of this folder."""
    from mlarch import document

    alone = Path(targets[0]) if len(targets) == 1 else Path("-")
    theme = document.project_at(alone.parent if alone.is_file() else None).theme
    wanted = {"theme": theme.extends, "accent": theme.accent, "logo": theme.logo}
    return {name: value for name, value in wanted.items() if value and value != "light"}
