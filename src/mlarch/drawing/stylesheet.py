"""Write the style sheet of a picture: the rules it uses, scoped to its own id."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.drawing.css_classes import color_class, tag_class
from mlarch.drawing.themes import CLUSTER_DASHES, DARK, DASHES, THEMES, Theme, accented
from mlarch.layout.fonts import FONT_FAMILY, STYLES
from mlarch.layout.options import Options
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import readable, to_hex

__all__ = ["stylesheet"]

# A little more than WCAG 2 AA requires, since the numbers are small.
_NUMBER_CONTRAST = 5.5

_SELECTORS = {
    "title": ".title",
    "summary": ".summary",
    "credit": ".credit",
    "legend": ".legend-text",
    "label": ".node .label",
    "second": ".node .second",
    "cluster": ".cluster .label",
    "edge": ".edge-label .label",
    "note": ".note",
    "badge": ".number,.count",
}
"""The CSS selector of each text style."""


def stylesheet(arch: Architecture, options: Options, root: str) -> str:
    """Return the rules, each below `#root`, so that none affects the page."""
    theme = accented(THEMES[options.theme], options.accent)
    rules = [*_shapes(arch, theme), *_colors(arch, theme)]
    text = "".join(f"#{root} {_scoped(selector, root)}{{{body}}}" for selector, body in rules if body)
    if options.theme != "auto":
        return text
    dark = _colors(arch, accented(DARK, options.accent))
    media = "".join(f"#{root} {_scoped(selector, root)}{{{body}}}" for selector, body in dark)
    return f"{text}@media (prefers-color-scheme:dark){{{media}}}"


def _scoped(selector: str, root: str) -> str:
    return selector.replace(",", f",#{root} ")


def _shapes(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the rules without colors: fonts, widths, dashes."""
    yield "text", f"font-family:{FONT_FAMILY};font-style:normal;letter-spacing:normal;text-transform:none"
    for style, selector in _SELECTORS.items():
        shape = STYLES[style]
        yield selector, f"font-size:{shape.size:g}px;font-weight:{shape.weight}"
    yield ".line", "fill:none;stroke-width:1.6"
    yield ".label-box", "stroke-width:1"
    yield ".sign", "font-size:11px;font-weight:600" if _has_marks(arch) else ""
    for kind in dict.fromkeys(cluster.kind for cluster in arch.clusters.values()):
        yield f".kind-{kind} .box", _dashed(CLUSTER_DASHES.get(kind, ""))
    for edge_kind in _kinds(arch):
        yield f".kind-{edge_kind} .line", _dashed(theme.dashes.get(edge_kind, ""))
    yield from _status_shapes(arch)
    for tag, tag_style in arch.styles.items():
        yield from _style_shapes(f".{tag_class(tag)}", tag_style.style)
    for style in dict.fromkeys(edge.style for edge in arch.edges.values() if edge.style):
        yield from _style_shapes(f".style-{style}", style)


def _dashed(dash: str) -> str:
    return f"stroke-dasharray:{dash}" if dash else ""


def _style_shapes(selector: str, style: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of an edge style for lines and boxes, none for an empty style."""
    if style:
        dash = f"stroke-dasharray:{DASHES[style] or 'none'}"
        yield f"{selector} .line", dash + (";stroke-width:3" if style == "bold" else "")
        yield f"{selector} .box,{selector} .front", dash + (";stroke-width:2.2" if style == "bold" else "")


def _status_shapes(arch: Architecture) -> Iterator[tuple[str, str]]:
    statuses = _statuses(arch)
    if "planned" in statuses:
        yield ".status-planned .box,.status-planned .front", "stroke-dasharray:5 4"
        yield ".status-planned .line", "stroke-dasharray:5 5;stroke-width:1.2"
    if "external" in statuses:
        yield ".status-external .box,.status-external .front", "stroke-dasharray:1.5 3.5;stroke-linecap:round"
    if "deprecated" in statuses:
        yield ".status-deprecated .label,.status-deprecated .legend-text", "text-decoration:line-through"
        yield ".status-deprecated .icon,.status-deprecated .line,.status-deprecated .head", "opacity:.5"
    if "new" in statuses:
        yield ".status-new .box,.status-new .front", "stroke-width:2.2"
        yield ".status-new .line", "stroke-width:2.6"


def _colors(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    yield ".canvas", f"fill:{theme.canvas}"
    yield ".title,.node .label", f"fill:{theme.text}"
    yield ".summary,.note,.credit,.legend-text,.node .second,.count", f"fill:{theme.muted}"
    yield ".node .box,.node .front,.legend .box", f"fill:{theme.card};stroke:{theme.card_border}"
    yield ".plate", f"fill:{theme.plate}" if theme.plate else "fill:none"
    yield ".shade", f"fill:{theme.shade}" if theme.shade else "fill:none"
    yield ".cluster .box", f"stroke:{theme.cluster_border}"
    yield ".cluster .label", f"fill:{theme.cluster_text}"
    for depth in range(len(theme.clusters)):
        yield f".depth-{depth} .box", f"fill:{theme.clusters[depth]}"
    yield from _cluster_colors(arch, theme)
    yield ".label-box", f"fill:{theme.pill};stroke:{theme.pill_border}"
    yield ".edge-label .label", f"fill:{theme.pill_text}"
    yield ".number", f"fill:{theme.badge_text}"
    if _has_marks(arch):
        yield ".disc", f"fill:{theme.pill};stroke:{theme.muted}"
        yield ".sign", f"fill:{theme.pill_text}"
    yield ".legend .line", f"stroke:{theme.muted}"
    yield ".legend .head", f"fill:{theme.muted}"
    for kind in _kinds(arch):
        color = theme.kinds[kind]
        yield f".kind-{kind} .line", f"stroke:{color}"
        yield f".kind-{kind} .head,.kind-{kind} .numbered", f"fill:{color}"
    yield from _status_colors(arch, theme)
    yield from _own_colors(arch, theme)


def _cluster_colors(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    borders = {"provider": theme.provider, "network": theme.network, "trust-boundary": theme.boundary}
    kinds = {cluster.kind for cluster in arch.clusters.values()}
    for kind, color in borders.items():
        yield f".kind-{kind} .box", f"stroke:{color}" if kind in kinds else ""


def _status_colors(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    statuses = _statuses(arch)
    if "external" in statuses:
        yield ".status-external .box,.status-external .front", f"fill:{theme.external};stroke:{theme.unsure}"
    if "planned" in statuses:
        yield ".status-planned .box,.status-planned .front", f"stroke:{theme.unsure}"
    if "new" in statuses:
        yield ".status-new .box,.status-new .front", f"stroke:{theme.new}"
    if "deprecated" in statuses:
        yield ".status-deprecated .label", f"fill:{theme.deprecated}"


def _own_colors(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the author's colors, adjusted until they are visible on the canvas."""
    items: list[Node | ClusterData | EdgeData] = [
        *arch.nodes.values(),
        *arch.clusters.values(),
        *arch.edges.values(),
    ]
    colors = {f".{color_class(item.color)}": to_hex(item.color) for item in items if item.color}
    for tag, style in arch.styles.items():
        if style.color:
            colors[f".{tag_class(tag)}"] = to_hex(style.color)
    for selector, color in colors.items():
        visible = readable(color, theme.canvas, theme.least_contrast)
        yield f"{selector} .box,{selector} .front,{selector} .line", f"stroke:{visible}"
        yield f"{selector} .head", f"fill:{visible}"
        yield f"{selector} .numbered", f"fill:{readable(visible, theme.badge_text, _NUMBER_CONTRAST)}"


def _has_marks(arch: Architecture) -> bool:
    return any(style.mark for style in arch.styles.values())


def _kinds(arch: Architecture) -> list[str]:
    return list(dict.fromkeys(edge.kind for edge in arch.edges.values()))


def _statuses(arch: Architecture) -> set[str]:
    return {node.status for node in arch.nodes.values()} | {edge.status for edge in arch.edges.values()}
