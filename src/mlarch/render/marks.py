"""Draw what differs between two architectures: one picture of both, each part marked.

What was added is green with a plus, what was removed red and dashed with a minus, what was changed
amber with a tilde, and the rest is quiet. What has moved stands dashed where it was before as well.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from mlarch import render
from mlarch.colors import readable
from mlarch.comparison import Comparison, diff
from mlarch.frozen import FrozenMap
from mlarch.model import Architecture, Cluster, Edge, Node, TagStyle
from mlarch.render import png
from mlarch.render.options import Options
from mlarch.render.theme import DARK, THEMES, Theme
from mlarch.render.union import Union, join

__all__ = ["QUIET", "STYLES", "marked", "to_png", "to_svg"]

STYLES: Mapping[str, TagStyle] = FrozenMap(
    {
        "diff-added": TagStyle(color="#15803d", legend="added", mark="+"),
        "diff-removed": TagStyle(color="#dc2626", style="dashed", legend="removed", mark="\u2212"),
        "diff-changed": TagStyle(color="#b45309", legend="changed", mark="~"),
        "diff-before": TagStyle(color="#b45309", style="dashed", legend="before it moved", mark="~"),
    }
)
QUIET = "diff-same"

Placed = TypeVar("Placed", Node, Cluster)


def to_svg(before: Architecture, after: Architecture, **options: object) -> str:
    """Return the picture of what differs, as SVG; `options` are those of `Options`.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = {"flow": "none", **{key: value for key, value in options.items() if value is not None}}
    drawn = render.to_svg(marked(before, after), **chosen)
    return _with_rules(drawn, Options.of(**chosen))


def to_png(before: Architecture, after: Architecture, *, scale: float = 2.0, **options: object) -> bytes:
    """Return the picture of what differs, as PNG, `scale` pixels to a CSS pixel.

    Raises:
        LayoutError: where the layout engine fails.
        RasterError: where the rasteriser is missing or refuses.
    """
    return png.rasterise(to_svg(before, after, **options), scale)


def marked(before: Architecture, after: Architecture) -> Architecture:
    """Return both architectures as one, the parts tagged with what became of them.

    Colors, tags and kinds of the parts' own are left out, so that no other color or dash means anything.
    """
    union = join([before, after])
    how = _how(union, diff(before, after))
    both = union.architecture
    return both.replace(
        name=after.name,
        title=after.title if before.title == after.title else f"{before.title} \u2192 {after.title}",
        summary=diff(before, after).summary(),
        flows={},
        styles={tag: style for tag, style in STYLES.items() if tag in how.values()},
        nodes=[_tagged(node, how[node.id]) for node in both.nodes.values()],
        clusters=[_tagged(cluster, how[cluster.id]) for cluster in both.clusters.values()],
        edges=[_signed(edge, how[edge.id]) for edge in both.edges.values()],
    )


def _how(union: Union, found: Comparison) -> dict[str, str]:
    """Return the tag of every part of the union."""
    changed = {one.id for one in found.of("changed", "node", "cluster", "edge")}
    tags = {}
    for old, new in (union.ids, union.keys):
        tags.update({name: "diff-before" if id in new else "diff-removed" for id, name in old.items()})
        for id, name in new.items():
            moved = id in old and old[id] != name
            tags[name] = "diff-changed" if moved or id in changed else QUIET if id in old else "diff-added"
    return tags


def _tagged(part: Placed, tag: str) -> Placed:
    icon = part.icon if part.icon and Path(part.icon).is_file() else ""  # a removed part's may be gone
    return dataclasses.replace(part, tags=(tag,), color="", icon=icon)


def _signed(edge: Edge, tag: str) -> Edge:
    """Return an edge with the sign on its label: a line has no corner to put it in."""
    label = f"{STYLES[tag].mark} {edge.label}".rstrip() if tag in STYLES else edge.label
    return dataclasses.replace(edge, tags=(tag,), color="", style="", kind="request", label=label)


def _with_rules(svg: str, options: Options) -> str:
    """Return a picture whose unchanged parts are quiet, and whose signs are seen from afar."""
    root = re.search(r' id="(m[0-9a-f]+)"', svg)
    assert root is not None
    rules = _rules(f"#{root[1]}", THEMES[options.theme])
    if options.theme == "auto":
        rules += f"@media (prefers-color-scheme:dark){{{_rules(f'#{root[1]}', DARK)}}}"
    return svg.replace("</style>", f"{rules}</style>", 1)


def _rules(root: str, theme: Theme) -> str:
    quiet = f"{root} .tag-{QUIET}"
    rules = [
        f"{quiet} .icon{{opacity:.45}}",
        f"{quiet} .line{{stroke:{theme.cluster_border}}}",
        f"{quiet} .head{{fill:{theme.cluster_border}}}",
        f"{quiet} .label,{quiet} .second{{fill:{theme.muted}}}",
    ]
    for tag, style in STYLES.items():
        part = f"{root} .tag-{tag}"
        color = readable(style.color, theme.canvas, 4.5)
        rules += [
            f"{part} .box,{part} .line{{stroke-width:2.2}}",
            f"{part} .disc{{fill:{color};stroke:none}}",
        ]
        rules += [f"{part} .sign{{fill:{theme.canvas}}}"]
    return "".join(rules)
