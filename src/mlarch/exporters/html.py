"""Write an architecture as one page that needs nothing else: to move in, to zoom and to search."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from importlib.resources import files

from mlarch import catalog
from mlarch.drawing import to_svg
from mlarch.errors import UnknownNameError
from mlarch.layout.options import Options
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.description import to_text

__all__ = ["to_html"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BUTTONS = (
    ("-", "Zoom out", "\u2212"),
    ("+", "Zoom in", "+"),
    ("0", "Show the whole picture", "Fit"),
    ("f", "Full screen", "Full screen"),
)


def to_html(arch: Architecture, **options: object) -> str:
    """Return `arch` as a page with pan, zoom, search and tooltips, of one file and without any address.

    `options` are those of `mlarch.layout.options.Options`; the theme is `auto` unless one is given.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = Options.of(**{**options, "theme": options.get("theme") or "auto"})
    svg = to_svg(arch, **{**asdict(chosen), "title": False})
    return "\n".join([*_head(arch, svg, chosen.theme), *_body(arch, svg, chosen), ""])


def _head(arch: Architecture, svg: str, theme: str) -> Iterator[str]:
    css = _resource("viewer.css")
    yield f'<!doctype html>\n<html lang="en" class="{theme}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(css, svg)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(arch.title)}</title>\n<style>{css}</style>\n</head>"


def _body(arch: Architecture, svg: str, options: Options) -> Iterator[str]:
    yield "<body>\n<header>"
    if options.title:
        summary = f"\n<p>{_text(arch.summary)}</p>" if arch.summary else ""
        yield f"<div>\n<h1>{_text(arch.title)}</h1>{summary}\n</div>"
    yield from _tools()
    yield f"</header>\n<main>\n{svg}</main>\n<footer>"
    if options.title and options.credit and arch.credit:
        yield f"<p>{_text(arch.credit)}</p>"
    yield f"<details>\n<summary>Description</summary>\n<pre>\n{_text(to_text(arch))}</pre>\n</details>"
    yield '</footer>\n<div id="tip" role="tooltip" hidden></div>'
    yield f'<script type="application/json" id="parts">{_json(dict(_parts(arch)))}</script>'
    yield f"<script>{_script()}</script>\n</body>\n</html>"


def _tools() -> Iterator[str]:
    yield "<output></output>"
    yield '<input type="search" placeholder="Search" aria-label="Search parts" autocomplete="off">'
    for value, title, sign in _BUTTONS:
        yield f'<button type="button" value="{value}" title="{title}" aria-label="{title}">{sign}</button>'


def _policy(css: str, svg: str) -> str:
    """Return the policy under which nothing but these styles and this script runs, and nothing is fetched."""
    styles = [css, *re.findall(r"<style>(.*?)</style>", svg, re.DOTALL)]
    sources = {"style-src": styles, "script-src": [_script()]}
    allowed = [f"{name} {' '.join(map(_hash, texts))}" for name, texts in sources.items()]
    return "; ".join(
        ["default-src 'none'", "img-src data:", *allowed, "base-uri 'none'", "form-action 'none'"]
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _parts(arch: Architecture) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what the tooltip of each part says, by its id."""
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
        facts = [[what, _clean(text)] for what, text in _facts(item) if text]
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
    """Return JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def _script() -> str:
    return _resource("panzoom.js") + _resource("viewer.js").removeprefix('"use strict";\n')


def _resource(name: str) -> str:
    return (files("mlarch.exporters") / "page" / name).read_text(encoding="utf-8")
