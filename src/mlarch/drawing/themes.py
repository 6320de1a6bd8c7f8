"""Define the themes of pictures: all colors and dashes.

The names of themes are in `mlarch.model.THEMES`, the colors of edge kinds in `mlarch.model.edge_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlarch.model.colors import readable
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.frozen import FrozenMap

__all__ = ["CLUSTER_DASHES", "DARKENED", "DASHES", "THEMES", "Theme", "accented"]

DASHES: Mapping[str, str] = FrozenMap({"solid": "", "dashed": "6 4", "dotted": "1.5 4", "bold": ""})
"""The SVG `stroke-dasharray` by edge style, '' for a solid line."""

CLUSTER_DASHES: Mapping[str, str] = FrozenMap({"trust-boundary": "7 4", "region": "5 3", "zone": "2 3"})
"""The SVG `stroke-dasharray` by cluster kind; other kinds have a solid border."""

# WCAG AA for text: an accent also colors discs with a number.
_ACCENT_CONTRAST = 4.5


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The colors of a theme as `#rrggbb`, and its dashes.

    `clusters` are fills by depth, `kinds` line colors and `dashes` dashes by edge kind. `plate` is behind
    icons that are too dark for the card, `shade` behind those that are too pale. `unsure` is the border
    of planned and external nodes. `boundary`, `provider` and `network` are the borders of clusters of
    those kinds. Colors chosen by an author get at least the contrast `least_contrast` with the canvas.
    """

    canvas: str = "#ffffff"
    text: str = "#0f172a"
    muted: str = "#55627a"
    card: str = "#ffffff"
    card_border: str = "#cbd5e1"
    external: str = "#f1f5f9"
    plate: str = ""
    shade: str = "#334155"
    clusters: tuple[str, ...] = ("#f5f7fb", "#e9eef6", "#dee6f1", "#d3deec")
    cluster_border: str = "#c3cfdf"
    cluster_text: str = "#334155"
    pill: str = "#ffffff"
    pill_border: str = "#d5dde8"
    pill_text: str = "#334155"
    badge_text: str = "#ffffff"
    new: str = "#047857"
    unsure: str = "#94a3b8"
    deprecated: str = "#64748b"
    boundary: str = "#c2410c"
    provider: str = "#a5b4c8"
    network: str = "#8fb6c9"
    least_contrast: float = 1.6
    dashes: Mapping[str, str] = FrozenMap({name: kind.dash for name, kind in EDGE_KINDS.items()})
    kinds: Mapping[str, str] = FrozenMap({name: kind.light for name, kind in EDGE_KINDS.items()})


LIGHT = Theme()
DARK = Theme(
    canvas="#0d1320",
    text="#f1f5f9",
    muted="#a3b1c6",
    card="#1b2536",
    card_border="#3b4a61",
    external="#121a29",
    plate="#e8edf5",
    shade="",
    clusters=("#121a29", "#18222f", "#1f2a3a", "#273345"),
    cluster_border="#34435a",
    cluster_text="#cbd5e1",
    pill="#1b2536",
    pill_border="#3b4a61",
    pill_text="#e2e8f0",
    badge_text="#0d1320",
    new="#34d399",
    unsure="#64748b",
    deprecated="#94a3b8",
    boundary="#f08a5d",
    provider="#4a5d7a",
    network="#356579",
    least_contrast=3.0,
    kinds=FrozenMap({name: kind.dark for name, kind in EDGE_KINDS.items()}),
)
PRINT = replace(
    LIGHT,
    muted="#404040",
    text="#000000",
    card_border="#404040",
    external="#ffffff",
    clusters=("#ffffff", "#f4f4f4", "#e9e9e9", "#dedede"),
    cluster_border="#6b6b6b",
    cluster_text="#000000",
    pill_border="#8a8a8a",
    pill_text="#000000",
    new="#000000",
    unsure="#404040",
    deprecated="#5a5a5a",
    boundary="#000000",
    provider="#404040",
    network="#6b6b6b",
    least_contrast=3.0,
    dashes=FrozenMap({name: kind.gray_dash for name, kind in EDGE_KINDS.items()}),
    kinds=FrozenMap({name: kind.gray for name, kind in EDGE_KINDS.items()}),
)

THEMES: Mapping[str, Theme] = FrozenMap({"light": LIGHT, "dark": DARK, "auto": LIGHT, "print": PRINT})
"""Themes by name; `auto` is light, with the colors of `dark` in a media block."""

DARKENED = frozenset({"dark", "auto"})
"""The themes that can have a dark canvas."""


def accented(theme: Theme, color: str) -> Theme:
    """Return a theme with another color for requests, adjusted to be readable.

    >>> [accented(theme, "gold").kinds["request"] for theme in (LIGHT, DARK)]
    ['#806c00', '#ffd700']
    """
    if not color:
        return theme
    accent = readable(color, theme.canvas, _ACCENT_CONTRAST)
    return replace(theme, kinds=FrozenMap({**theme.kinds, "request": accent}))
