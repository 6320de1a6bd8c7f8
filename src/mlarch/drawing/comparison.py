"""Draw the differences between two architectures in one picture of both.

Added parts are green with a plus, removed parts red and dashed with a minus, and changed parts amber
with a tilde. All others are muted. A part that has moved is drawn dashed in its former place as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from mlarch import drawing
from mlarch.drawing import png
from mlarch.drawing.emphasis import MUTED, mute_rules, with_rules
from mlarch.drawing.themes import Theme
from mlarch.layout.options import Options
from mlarch.layout.steps.union import Union
from mlarch.layout.steps.version_union import join_versions
from mlarch.model import Architecture, ClusterData, EdgeData, Node, TagStyle
from mlarch.model.colors import readable
from mlarch.model.diff import Comparison, diff
from mlarch.model.frozen import FrozenMap

__all__ = ["STYLES", "marked", "to_png", "to_svg"]

STYLES: Mapping[str, TagStyle] = FrozenMap(
    {
        "diff-added": TagStyle(color="#15803d", legend="added", mark="+"),
        "diff-removed": TagStyle(color="#dc2626", style="dashed", legend="removed", mark="\u2212"),
        "diff-changed": TagStyle(color="#b45309", legend="changed", mark="~"),
        "diff-before": TagStyle(color="#b45309", style="dashed", legend="before it moved", mark="~"),
    }
)
"""The look of differences, by tag."""

# WCAG AA for text: the marks are text on a disc of the color.
_MARK_CONTRAST = 4.5

Part = TypeVar("Part", Node, ClusterData)


def to_svg(before: Architecture, after: Architecture, **options: object) -> str:
    """Return the picture of differences as SVG; `options` are those of `Options`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    chosen = {"flow": "none", **{key: value for key, value in options.items() if value is not None}}
    svg = drawing.to_svg(marked(before, after), **chosen)
    return with_rules(svg, Options.of(**chosen), _rules)


def to_png(before: Architecture, after: Architecture, *, scale: float = 2.0, **options: object) -> bytes:
    """Return the picture of differences as PNG, `scale` pixels per CSS pixel.

    Raises:
        LayoutError: if the layout engine fails.
        RasterError: if the rasteriser is missing or fails.
    """
    return png.rasterise(to_svg(before, after, **options), scale)


def marked(before: Architecture, after: Architecture) -> Architecture:
    """Return both architectures as one, with each part tagged.

    The colors, tags and kinds of the parts are left out, since colors and dashes mark differences here.
    """
    comparison = diff(before, after)
    union = join_versions([before, after])
    tags = _tags(union, comparison)
    both = union.architecture
    return both.replace(
        name=after.name,
        title=after.title if before.title == after.title else f"{before.title} \u2192 {after.title}",
        summary=comparison.summary(),
        flows={},
        styles={tag: style for tag, style in STYLES.items() if tag in tags.values()},
        nodes=[_tagged(node, tags[node.id]) for node in both.nodes.values()],
        clusters=[_tagged(cluster, tags[cluster.id]) for cluster in both.clusters.values()],
        edges=[_marked_edge(edge, tags[edge.id]) for edge in both.edges.values()],
    )


def _tags(union: Union, comparison: Comparison) -> dict[str, str]:
    """Return the tag of every part of the union, by id or edge key."""
    changed = {change.id for change in comparison.of("changed", "node", "cluster", "edge")}
    tags = {}
    for old, new in (union.ids, union.keys):
        tags.update({name: "diff-before" if id in new else "diff-removed" for id, name in old.items()})
        for id, name in new.items():
            has_moved = id in old and old[id] != name
            tags[name] = (
                "diff-changed" if has_moved or id in changed else MUTED if id in old else "diff-added"
            )
    return tags


def _tagged(part: Part, tag: str) -> Part:
    icon = part.icon if part.icon and Path(part.icon).is_file() else ""  # the file may be removed, too
    plain = {"status": "existing"} if isinstance(part, Node) else {"kind": "group"}
    return dataclasses.replace(part, tags=(tag,), color="", icon=icon, **plain)  # type: ignore[arg-type]  # fields by name


def _marked_edge(edge: EdgeData, tag: str) -> EdgeData:
    """Return an edge with the mark in its label: lines have no corner for a disc."""
    label = f"{STYLES[tag].mark} {edge.label}".rstrip() if tag in STYLES else edge.label
    return dataclasses.replace(
        edge, tags=(tag,), color="", style="", kind="request", status="existing", label=label
    )


def _rules(root: str, theme: Theme) -> str:
    """Return rules that mute unchanged parts and strengthen the marks of others."""
    rules = [mute_rules(root, theme)]
    for tag, style in STYLES.items():
        part = f"{root} .tag-{tag}"
        color = readable(style.color, theme.canvas, _MARK_CONTRAST)
        rules += [
            f"{part} .box,{part} .line{{stroke-width:2.2}}",
            f"{part} .disc{{fill:{color};stroke:none}}",
            f"{part} .sign{{fill:{theme.canvas}}}",
        ]
    return "".join(rules)
