"""Export a self-contained HTML page with zoom, search and tooltips."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files

from mlarch import catalog
from mlarch.drawing import to_svg
from mlarch.errors import UnknownNameError
from mlarch.exporters.options import ExportOptions
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.description import to_text

__all__ = ["export"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BUTTONS = (
    ("-", "Zoom out", "\u2212"),
    ("+", "Zoom in", "+"),
    ("0", "Show the whole picture", "Fit"),
    ("f", "Full screen", "Full screen"),
)


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as one page with zoom, search and tooltips.

    Raises:
        LayoutError: if the layout engine fails.
    """
    svg = to_svg(arch, **{**options.picture(), "title": False})
    return "\n".join([*_head(arch, svg, options.theme), *_body(arch, svg, options), ""])


def _head(arch: Architecture, svg: str, theme: str) -> Iterator[str]:
    css = _resource("viewer.css")
    yield f'<!doctype html>\n<html lang="en" class="{theme}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(css, svg)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(arch.title)}</title>\n<style>{css}</style>\n</head>"


def _body(arch: Architecture, svg: str, options: ExportOptions) -> Iterator[str]:
    yield "<body>\n<header>"
    if options.title:
        summary = f"\n<p>{_text(arch.summary)}</p>" if arch.summary else ""
        yield f"<div>\n<h1>{_text(arch.title)}</h1>{summary}\n</div>"
    yield from _toolbar()
    yield f"</header>\n<main>\n{svg}</main>\n<footer>"
    if options.title and options.credit and arch.credit:
        yield f"<p>{_text(arch.credit)}</p>"
    yield f"<details>\n<summary>Description</summary>\n<pre>\n{_text(to_text(arch))}</pre>\n</details>"
    yield '</footer>\n<div id="tip" role="tooltip" hidden></div>'
    yield f'<script type="application/json" id="details">{_json(dict(_tooltips(arch)))}</script>'
    yield f"<script>{_script()}</script>\n</body>\n</html>"


def _toolbar() -> Iterator[str]:
    yield "<output></output>"
    yield '<input type="search" placeholder="Search" aria-label="Search the picture" autocomplete="off">'
    for value, title, sign in _BUTTONS:
        yield f'<button type="button" value="{value}" title="{title}" aria-label="{title}">{sign}</button>'


def _policy(css: str, svg: str) -> str:
    """Return a content security policy that allows these styles and the script."""
    styles = [css, *re.findall(r"<style>(.*?)</style>", svg, re.DOTALL)]
    sources = {"style-src": styles, "script-src": [_script()]}
    allowed = [f"{name} {' '.join(map(_hash, texts))}" for name, texts in sources.items()]
    return "; ".join(
        ["default-src 'none'", "img-src data:", *allowed, "base-uri 'none'", "form-action 'none'"]
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _tooltips(arch: Architecture) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the id and tooltip of each node, cluster and edge."""
    items: list[Node | ClusterData | EdgeData] = [
        *arch.nodes.values(),
        *arch.clusters.values(),
        *arch.edges.values(),
    ]
    names = {item.id: item.label or item.id for item in items}
    for item in items:
        label = item.label or item.id
        if isinstance(item, EdgeData):
            label = f"{names[item.source]} \u2192 {names[item.target]}"
        facts = [[name, _clean(text)] for name, text in _facts(item) if text]
        yield item.id, {"label": _clean(label), "facts": facts}


def _facts(item: Node | ClusterData | EdgeData) -> Iterator[tuple[str, str]]:
    if isinstance(item, EdgeData):
        yield "label", item.label
    if isinstance(item, Node):
        yield from (("technology", _technology(item.technology)), ("role", item.role.replace("-", " ")))
        yield "replicas", "" if item.replicas == 1 else str(item.replicas)
    else:
        yield "kind", item.kind.replace("-", " ")
    if not isinstance(item, ClusterData):
        yield "status", "" if item.status == "existing" else item.status
    yield from (("description", item.description), ("tags", ", ".join(item.tags)), ("link", item.link))


def _technology(path: str) -> str:
    try:
        return catalog.get(path).label if path else ""
    except UnknownNameError:
        return path


def _json(value: object) -> str:
    """Return JSON for a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def _script() -> str:
    return _resource("panzoom.js") + _resource("viewer.js").removeprefix('"use strict";\n')


def _resource(name: str) -> str:
    return (files("mlarch.exporters") / "html_page" / name).read_text(encoding="utf-8")
