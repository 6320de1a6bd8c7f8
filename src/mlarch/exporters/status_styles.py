"""List the looks of node statuses for the formats that other programs draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mlarch.drawing.themes import THEMES
from mlarch.model.frozen import FrozenMap

__all__ = ["STATUS_STYLES", "StatusStyle"]


@dataclass(frozen=True, kw_only=True)
class StatusStyle:
    """Look of the nodes of one status.

    `light` and `either` are border colors as `#rrggbb`: on a light canvas, and on one that may be light or
    dark. A border with a color is also wider. `dash` is an SVG `stroke-dasharray`, '' for a solid border.
    `struck` strikes the label through; formats that cannot do that use `unstruck_dash`.
    """

    light: str = ""
    either: str = ""
    dash: str = ""
    struck: bool = False
    unstruck_dash: str = ""
    opacity: float = 1.0


STATUS_STYLES: Mapping[str, StatusStyle] = FrozenMap(
    {
        "existing": StatusStyle(),
        "new": StatusStyle(light=THEMES["light"].new, either="#10a37f"),
        "planned": StatusStyle(dash="5 4"),
        "deprecated": StatusStyle(struck=True, unstruck_dash="2 4", opacity=0.6),
        "external": StatusStyle(dash="2 4"),
    }
)
"""Every status of `mlarch.model.vocabulary.STATUSES` by its name."""
