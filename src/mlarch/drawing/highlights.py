"""Draw what stands out: what differs between two architectures, or the way through a decision.

Of what differs there is one picture of both, each part marked: what was added is green with a plus,
what was removed red and dashed with a minus, what was changed amber with a tilde, and the rest is
quiet. What has moved stands dashed where it was before as well.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from mlarch import drawing
from mlarch.drawing import png
from mlarch.drawing.themes import DARK, THEMES, Theme
from mlarch.layout.options import Options
from mlarch.layout.steps.union import Union
from mlarch.layout.steps.version_union import join_versions
from mlarch.model import Architecture, ClusterData, EdgeData, Node, TagStyle
from mlarch.model.colors import readable
from mlarch.model.diff import Comparison, diff
from mlarch.model.frozen import FrozenMap

__all__ = ["QUIET", "STYLES", "marked", "to_png", "to_svg", "way_to_svg"]

STYLES: Mapping[str, TagStyle] = FrozenMap(
    {
        "diff-added": TagStyle(color="#15803d", legend="added", mark="+"),
        "diff-removed": TagStyle(color="#dc2626", style="dashed", legend="removed", mark="\u2212"),
        "diff-changed": TagStyle(color="#b45309", legend="changed", mark="~"),
        "diff-before": TagStyle(color="#b45309", style="dashed", legend="before it moved", mark="~"),
    }
)
QUIET = "diff-same"

_WAY = "way"
_WAY_STYLE = TagStyle(color="#2563eb", style="bold", legend="the way of your answers")

Placed = TypeVar("Placed", Node, ClusterData)
Stepped = TypeVar("Stepped", Node, EdgeData)


def to_svg(before: Architecture, after: Architecture, **options: object) -> str:
    """Return the picture of what differs, as SVG; `options` are those of `Options`.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = {"flow": "none", **{key: value for key, value in options.items() if value is not None}}
    drawn = drawing.to_svg(marked(before, after), **chosen)
    return _with_rules(drawn, Options.of(**chosen))


def to_png(before: Architecture, after: Architecture, *, scale: float = 2.0, **options: object) -> bytes:
    """Return the picture of what differs, as PNG, `scale` pixels to a CSS pixel.

    Raises:
        LayoutError: where the layout engine fails.
        RasterError: where the rasteriser is missing or refuses.
    """
    return png.rasterise(to_svg(before, after, **options), scale)


def way_to_svg(arch: Architecture, way: Sequence[str], **options: object) -> str:
    """Return the picture of an architecture in which a way along edges stands out, as SVG.

    `way` are keys of edges, each of which starts where the one before it ends; the steps are numbered.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = {key: value for key, value in options.items() if value is not None}
    drawn = drawing.to_svg(_with_way(arch, way), **chosen)
    return _with_rules(drawn, Options.of(**chosen))


def _with_way(arch: Architecture, way: Sequence[str]) -> Architecture:
    """Return an architecture with a way through it tagged, and as its first flow."""
    taken = [arch.edges[key] for key in way]
    passed = {edge.source for edge in taken} | {edge.target for edge in taken}
    nodes = [_also(node, node.id in passed) for node in arch.nodes.values()]
    # A flow follows the first edge between two parts: of several answers it is to be the one given.
    others = [edge for edge in arch.edges.values() if edge.id not in way]
    edges = [*(_also(edge, True) for edge in taken), *(_also(edge, False) for edge in others)]
    path = [*(edge.source for edge in taken), *(edge.target for edge in taken[-1:])]
    return arch.replace(
        nodes=nodes,
        edges=edges,
        flows={"way": path, **arch.flows} if path else arch.flows,
        styles={**arch.styles, **({_WAY: _WAY_STYLE} if path else {})},
    )


def _also(part: Stepped, taken: bool) -> Stepped:
    return dataclasses.replace(part, tags=(*part.tags, _WAY if taken else QUIET))


def marked(before: Architecture, after: Architecture) -> Architecture:
    """Return both architectures as one, the parts tagged with what became of them.

    Colors, tags and kinds of the parts' own are left out, so that no other color or dash means anything.
    """
    union = join_versions([before, after])
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
    plain = {"status": "existing"} if isinstance(part, Node) else {"kind": "group"}
    return dataclasses.replace(part, tags=(tag,), color="", icon=icon, **plain)  # type: ignore[arg-type]  # fields by name


def _signed(edge: EdgeData, tag: str) -> EdgeData:
    """Return an edge with the sign on its label: a line has no corner to put it in."""
    label = f"{STYLES[tag].mark} {edge.label}".rstrip() if tag in STYLES else edge.label
    return dataclasses.replace(
        edge, tags=(tag,), color="", style="", kind="request", status="existing", label=label
    )


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
