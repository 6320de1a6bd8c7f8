"""List the kinds of edges: name, wording, legend text, color per theme and dash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mlarch.model.frozen import FrozenMap

__all__ = ["EDGE_KINDS", "EdgeKind", "KindStyle"]

EdgeKind = Literal["request", "call", "event", "data", "deploy", "telemetry", "depends"]


@dataclass(frozen=True, kw_only=True)
class KindStyle:
    """The wording and look of edges of one kind.

    `phrase` is a sentence with places for the source and target. `legend` is the text in the legend.
    `light`, `dark`, `either` and `gray` are line colors as `#rrggbb`: on a light canvas, on a dark one,
    on one that may be either, and in print. `dash` is an SVG `stroke-dasharray`, '' for a solid line.
    `gray_dash` replaces it in print, where colors cannot distinguish kinds.
    """

    phrase: str
    legend: str
    light: str
    dark: str
    either: str
    gray: str
    dash: str = ""
    gray_dash: str = ""


EDGE_KINDS: Mapping[str, KindStyle] = FrozenMap(
    {
        "request": KindStyle(
            phrase="Request from {} to {}",
            legend="request",
            light="#2563eb",
            dark="#60a5fa",
            either="#3b82f6",
            gray="#000000",
        ),
        "call": KindStyle(
            phrase="Call from {} to {}",
            legend="call in the process",
            light="#475569",
            dark="#a3b1c6",
            either="#64748b",
            gray="#4a4a4a",
            gray_dash="10 2.5",
        ),
        "event": KindStyle(
            phrase="Event from {} to {}",
            legend="event, nobody waits",
            light="#7c3aed",
            dark="#a78bfa",
            either="#8b5cf6",
            gray="#333333",
            dash="6 4",
            gray_dash="5 4",
        ),
        "data": KindStyle(
            phrase="Data from {} to {}",
            legend="data",
            light="#c2570c",
            dark="#fb9a4b",
            either="#ea7317",
            gray="#1f1f1f",
            gray_dash="8 2.5 1.5 2.5",
        ),
        "deploy": KindStyle(
            phrase="Deployment from {} to {}",
            legend="deployment",
            light="#0b815a",
            dark="#34d399",
            either="#10a37f",
            gray="#333333",
            gray_dash="7 2.5 1.5 2.5 1.5 2.5",
        ),
        "telemetry": KindStyle(
            phrase="Telemetry from {} to {}",
            legend="telemetry",
            light="#d42a4c",
            dark="#fb7185",
            either="#e0455f",
            gray="#4a4a4a",
            dash="2 4",
            gray_dash="1.5 3.5",
        ),
        "depends": KindStyle(
            phrase="Dependency of {} on {}",
            legend="depends on",
            light="#64748b",
            dark="#94a3b8",
            either="#7c8aa0",
            gray="#5a5a5a",
            dash="4 4",
            gray_dash="3 3",
        ),
    }
)
"""Every kind by its name, in the order of the legend; keep `EdgeKind` in step."""
