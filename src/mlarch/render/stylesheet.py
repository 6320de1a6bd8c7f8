"""Write the class rules of a picture: only what it uses, scoped under its own id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlarch.colors import to_hex
from mlarch.model import Architecture, Cluster, Edge, Node
from mlarch.render.measure import STYLES
from mlarch.render.options import Options
from mlarch.render.theme import DARK, DASHES, KIND_DASHES, THEMES, Theme

__all__ = ["stylesheet"]

_FONT = "Inter,Arial,Helvetica,sans-serif"
_TEXTS = {
    "title": ".title",
    "summary": ".summary",
    "credit": ".credit",
    "legend": ".legend-text",
    "label": ".node .label",
    "second": ".node .second",
    "cluster": ".cluster .label",
    "edge": ".edge-label .label",
    "badge": ".number",
}


def stylesheet(arch: Architecture, options: Options, root: str) -> str:
    """Return the rules, each below `#root`; no rule is inherited from or leaks to the page."""
    rules = [*_shapes(arch), *_colors(arch, THEMES[options.theme], options)]
    text = "".join(f"#{root} {_scoped(selector, root)}{{{body}}}" for selector, body in rules if body)
    if options.theme != "auto":
        return text
    dark = "".join(
        f"#{root} {_scoped(selector, root)}{{{body}}}" for selector, body in _colors(arch, DARK, options)
    )
    return f"{text}@media (prefers-color-scheme:dark){{{dark}}}"


def _scoped(selector: str, root: str) -> str:
    return selector.replace(",", f",#{root} ")


def _shapes(arch: Architecture) -> Iterator[tuple[str, str]]:
    """Yield what no theme changes: fonts, widths, dashes."""
    yield "text", f"font-family:{_FONT}"
    for style, selector in _TEXTS.items():
        shape = STYLES[style]
        yield selector, f"font-size:{shape.size:g}px;font-weight:{shape.weight}"
    yield ".line", "fill:none;stroke-width:1.6"
    yield ".label-box", "stroke-width:1"
    yield ".sign", "font-size:11px;font-weight:600" if _signs(arch) else ""
    for kind in _kinds(arch):
        dash = KIND_DASHES.get(kind, "")
        yield f".kind-{kind} .line", f"stroke-dasharray:{dash}" if dash else ""
    for style in dict.fromkeys(edge.style for edge in arch.edges.values() if edge.style):
        dash = DASHES[style] or "none"
        yield (
            f".style-{style} .line",
            f"stroke-dasharray:{dash}" + (";stroke-width:3" if style == "bold" else ""),
        )
    statuses = _statuses(arch)
    if "planned" in statuses:
        yield ".status-planned .box,.status-planned .front", "stroke-dasharray:5 4"
    if "external" in statuses:
        yield ".status-external .box,.status-external .front", "stroke-dasharray:1.5 3.5;stroke-linecap:round"
    if "deprecated" in statuses:
        yield ".status-deprecated .label", "text-decoration:line-through"
        yield ".status-deprecated .icon", "opacity:.5"
    if "new" in statuses:
        yield ".status-new .box,.status-new .front", "stroke-width:2.2"


def _colors(arch: Architecture, theme: Theme, options: Options) -> Iterator[tuple[str, str]]:
    yield ".canvas", f"fill:{theme.canvas}"
    yield ".title,.node .label", f"fill:{theme.text}"
    yield ".summary,.credit,.legend-text,.node .second", f"fill:{theme.muted}"
    yield ".node .box,.node .front", f"fill:{theme.card};stroke:{theme.card_border}"
    yield ".plate", f"fill:{theme.plate}" if theme.plate else "fill:none"
    yield ".cluster .box", f"stroke:{theme.cluster_border}"
    yield ".cluster .label", f"fill:{theme.cluster_text}"
    for depth in range(len(theme.clusters)):
        yield f".depth-{depth} .box", f"fill:{theme.clusters[depth]}"
    yield ".label-box", f"fill:{theme.pill};stroke:{theme.pill_border}"
    yield ".edge-label .label", f"fill:{theme.pill_text}"
    yield ".number", f"fill:{theme.badge_text}"
    if _signs(arch):
        yield ".disc", f"fill:{theme.pill};stroke:{theme.muted}"
        yield ".sign", f"fill:{theme.pill_text}"
    for kind in _kinds(arch):
        color = theme.kinds[kind]
        yield f".kind-{kind} .line", f"stroke:{color}"
        yield f".kind-{kind} .head,.kind-{kind} .badge", f"fill:{color}"
    yield from _status_colors(arch, theme)
    yield from _own_colors(arch)


def _status_colors(arch: Architecture, theme: Theme) -> Iterator[tuple[str, str]]:
    statuses = _statuses(arch)
    if "external" in statuses:
        yield ".status-external .box,.status-external .front", f"fill:{theme.external}"
    if "new" in statuses:
        yield ".status-new .box,.status-new .front", f"stroke:{theme.new}"
    if "deprecated" in statuses:
        yield ".status-deprecated .label", f"fill:{theme.deprecated}"


def _own_colors(arch: Architecture) -> Iterator[tuple[str, str]]:
    """Yield the colors that the author chose, the same in every theme."""
    items: list[Node | Cluster | Edge] = [*arch.nodes.values(), *arch.clusters.values(), *arch.edges.values()]
    chosen = {f".color-{to_hex(item.color)[1:]}": to_hex(item.color) for item in items if item.color}
    for tag, style in arch.styles.items():
        if style.color:
            chosen[f".tag-{_class(tag)}"] = to_hex(style.color)
    for selector, color in chosen.items():
        yield f"{selector} .box,{selector} .front,{selector} .line", f"stroke:{color}"
        yield f"{selector} .head,{selector} .badge", f"fill:{color}"


def _class(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f"_{ord(found[0]):x}", text)


def _signs(arch: Architecture) -> bool:
    return any(style.mark for style in arch.styles.values())


def _kinds(arch: Architecture) -> list[str]:
    return list(dict.fromkeys(edge.kind for edge in arch.edges.values()))


def _statuses(arch: Architecture) -> set[str]:
    return {node.status for node in arch.nodes.values()} | {edge.status for edge in arch.edges.values()}
