"""Give a theme the color of somebody's own house."""

from __future__ import annotations

from dataclasses import replace

from mlarch.drawing.themes import Theme
from mlarch.model.colors import readable
from mlarch.model.frozen import FrozenMap

__all__ = ["accented"]

_LEAST = 4.5  # contrast with the canvas, and with the number on a badge


def accented(theme: Theme, color: str) -> Theme:
    """Return a theme in which requests have this color, as near to it as can be read on its canvas.

    >>> from mlarch.drawing.themes import DARK, LIGHT
    >>> [accented(theme, "gold").kinds["request"] for theme in (LIGHT, DARK)]
    ['#806c00', '#ffd700']
    """
    if not color:
        return theme
    return replace(theme, kinds=FrozenMap({**theme.kinds, "request": readable(color, theme.canvas, _LEAST)}))
