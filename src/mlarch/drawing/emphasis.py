"""Mute the parts of a picture that are not its subject."""

from __future__ import annotations

import re
from collections.abc import Callable

from mlarch.drawing.themes import DARK, THEMES, Theme
from mlarch.layout.options import Options

__all__ = ["MUTED", "mute_rules", "with_rules"]

MUTED = "diff-same"
"""The tag of muted parts."""


def with_rules(svg: str, options: Options, rules: Callable[[str, Theme], str]) -> str:
    """Return a drawn SVG with further CSS rules.

    `rules` makes them from the selector of the root and a theme.
    """
    root = re.search(r' id="(m[0-9a-f]+)"', svg)
    assert root is not None
    selector = f"#{root[1]}"
    text = rules(selector, THEMES[options.theme])
    if options.theme == "auto":
        text += f"@media (prefers-color-scheme:dark){{{rules(selector, DARK)}}}"
    return svg.replace("</style>", f"{text}</style>", 1)


def mute_rules(root: str, theme: Theme) -> str:
    """Return the rules for parts with the tag `MUTED`."""
    muted = f"{root} .tag-{MUTED}"
    return (
        f"{muted} .icon{{opacity:.45}}"
        f"{muted} .line{{stroke:{theme.cluster_border}}}"
        f"{muted} .head{{fill:{theme.cluster_border}}}"
        f"{muted} .label,{muted} .second{{fill:{theme.muted}}}"
    )
