"""Check that every element, attribute, address, style and script in a picture is from mlarch."""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

from mlarch.exporters import export
from mlarch.exporters.writing import produce
from mlarch.model import Architecture, Node

__all__ = ["FORMATS", "examine", "in_pictures"]

FORMATS = ("svg", "html", "drawio", "dot", "mermaid", "d2", "python", "text", "yaml", "json")
"""What is examined; of those without markup only that they can be written, of Python that it is ours."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DATA = re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=]+")
_HERE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif);|$)", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOX = ("x", "y", "width", "height")
_SVG_ALLOWED = {
    "svg": ("aria-labelledby", "height", "id", "role", "viewBox", "width"),
    "title": ("id",),
    "desc": ("id",),
    "metadata": (),
    "fingerprint": ("mlarch-fingerprint",),
    "style": (),
    "defs": (),
    "symbol": ("id", "viewBox"),
    "g": (
        *("class", "data-id", "data-technology", "data-role", "data-source", "data-target", "data-kind"),
        *("data-edge", "data-tags", "data-status", "clip-path", "id"),
    ),
    "a": ("href", "class", "target", _HREF),
    "rect": ("class", "rx", "style", *_BOX),
    "circle": ("class", "cx", "cy", "r", "style"),
    "path": ("class", "d", "style"),
    "text": ("class", "text-anchor", "x", "y", "style"),
    "tspan": ("x", "y", "class"),
    "image": ("class", "href", _HREF, "preserveAspectRatio", *_BOX),
    "use": ("class", "href", _HREF, *_BOX),
}
_PAGE_ALLOWED = {
    "html": ("class", "lang"),
    "head": (),
    "meta": ("charset", "content", "http-equiv", "name"),
    "title": (),
    "style": (),
    "body": (),
    "header": (),
    "div": ("hidden", "id", "role"),
    "h1": (),
    "p": (),
    "output": (),
    "input": ("aria-label", "autocomplete", "placeholder", "type"),
    "button": ("aria-label", "title", "type", "value"),
    "main": (),
    "footer": (),
    "details": (),
    "summary": (),
    "pre": (),
    "script": ("id", "type"),
}
_CELL = ("edge", "id", "parent", "source", "style", "target", "value", "vertex")
_MODEL = (
    *("arrows", "background", "connect", "dx", "dy", "fold", "grid", "gridSize", "guides", "math", "page"),
    *("pageHeight", "pageScale", "pageWidth", "shadow", "tooltips"),
)
_DRAWIO_ALLOWED = {
    "mxfile": ("host",),
    "diagram": ("id", "name"),
    "mxGraphModel": _MODEL,
    "root": (),
    "mxCell": _CELL,
    "object": ("id", "kind", "label", "link", "role", "technology", "tooltip"),
    "mxGeometry": ("as", "relative", *_BOX),
    "mxPoint": ("as", "x", "y"),
    "Array": ("as",),
}
_LABEL_ALLOWED = {"b": (), "br": (), "font": ("style", "color")}
_CELL_STYLES = frozenset(
    (
        *("absoluteArcSize", "align", "arcSize", "collapsible", "connectable", "container", "curved"),
        *("dashPattern", "dashed"),
        *("edgeStyle", "endArrow", "endSize", "entryDx", "entryDy", "entryPerimeter", "entryX", "entryY"),
        *("exitDx", "exitDy"),
        *("exitPerimeter", "exitX", "exitY", "fillColor", "fontColor", "fontFamily", "fontSize"),
        *("fontStyle", "html", "image"),
        *("imageAlign", "imageAspect", "imageHeight", "imageVerticalAlign", "imageWidth"),
        *("labelBackgroundColor",),
        *("labelPosition", "opacity", "recursiveResize", "rounded", "shape", "spacing", "spacingLeft"),
        *("spacingTop",),
        *("startArrow", "startSize", "strokeColor", "strokeWidth", "text", "textOpacity", "verticalAlign"),
        *("whiteSpace",),
        *("endFill startFill", "ellipse", ""),
    )
)


def examine(arch: Architecture, format: str, **options: object) -> None:
    """Write an architecture in a format, and fail on any foreign markup.

    Raises:
        MlarchError: if it cannot be drawn.
    """
    text = produce(arch, format, **options)
    assert isinstance(text, str)
    text.encode()
    problems: Iterator[str] = iter(())
    if format == "svg":
        problems = _in_svg(text, arch)
    elif format == "html":
        problems = _in_page(text, arch)
    elif format == "drawio":
        problems = _in_drawio(text, arch)
    elif format == "python":
        ast.parse(text)
    elif format == "json":
        json.loads(text)
    problem = next(problems, None)
    assert problem is None, problem


def _links(arch: Architecture) -> set[str]:
    parts = (*arch.nodes.values(), *arch.clusters.values(), *arch.edges.values())
    # Characters that XML forbids are drawn as a replacement.
    return {_NOT_XML.sub("\ufffd", link) for link in (*(part.link for part in parts), arch.source)}


def _in_svg(text: str, arch: Architecture) -> Iterator[str]:
    root = ElementTree.fromstring(text)
    links = _links(arch)
    styles = [element.text or "" for element in root.iter(f"{_SVG}style")]
    if len(styles) != 1:
        yield f"{len(styles)} styles"
    for style in styles:
        yield from _in_css(style, root.get("id") or "")
    for element in root.iter():
        name = element.tag.removeprefix(_SVG).removeprefix("{urn:mlarch}")
        yield from _unknown(name, element.attrib, _SVG_ALLOWED)
        address = element.get("href") or element.get(_HREF) or ""
        if name == "a" and address not in links:
            yield f"a link to {address!r}"
        if name == "use" and not address.startswith(f"#{root.get('id')}-"):
            yield f"a use of {address!r}"
        if name == "image" and not _DATA.fullmatch(address):
            yield f"an image {address[:80]!r}"
        yield from _outside(element.get("style") or "")


def in_pictures(text: str) -> Iterator[str]:
    """Yield the forbidden parts of SVG inside a picture, with a parser of its own."""
    for data in set(re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text)):
        drawing = base64.b64decode(data)
        if b"<!ENTITY" in drawing:
            yield "an entity"
        for element in ElementTree.fromstring(drawing).iter():
            name = str(element.tag).rpartition("}")[2].lower()
            if name in ("script", "foreignobject", "iframe", "handler", "set") or name.startswith("animate"):
                yield f"an element <{name}>"
            for key, value in element.attrib.items():
                local = key.rpartition("}")[2].lower()
                if local.startswith("on") or (local in ("href", "src") and not _HERE.match(value)):
                    yield f"an attribute {key}={value[:80]!r}"
                yield from _outside(value)
            yield from _outside(element.text or "" if name == "style" else "")


def _in_css(text: str, id: str) -> Iterator[str]:
    """Yield foreign rules: ours are below the id of the root, or in one of two media blocks."""
    yield from _outside(text)
    rules = re.sub(r"@media (?:print|\(prefers-color-scheme: ?dark\)) ?\{", "", text)
    for selector, _ in re.findall(r"([^{}]+)\{([^{}]*)\}", rules):
        for part in selector.split(","):
            if not part.strip().startswith(f"#{id}"):
                yield f"a rule for {part.strip()!r}"


def _outside(style: str) -> Iterator[str]:
    if re.search(r"url\s*\((?!\s*['\"]?\s*#)|@import|expression|javascript:", style, re.IGNORECASE):
        yield f"a style {style[:80]!r}"


def _unknown(name: str, attributes: object, allowed: dict[str, tuple[str, ...]]) -> Iterator[str]:
    if name not in allowed:
        yield f"an element <{name}>"
        return
    for key in attributes if isinstance(attributes, dict) else ():
        if key not in allowed[name]:
            yield f"an attribute {key!r} of <{name}>"


class _Page(HTMLParser):
    """Collect the elements of a page, the text of its scripts and styles, and its drawing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.other: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            self.raw.append((self.inside, data))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    handle_pi = unknown_decl = handle_comment


def _page(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


def _without_drawing(text: str) -> tuple[str, str]:
    """Return the drawing in a page, and the page without it."""
    svg = text[text.index("<svg") : text.index("</svg>") + len("</svg>")]
    return svg, text.replace(svg, "", 1)


@cache
def _plain() -> _Page:
    """Return a page with empty labels."""
    text = str(export(Architecture(name="x", nodes=[Node(id="x", label="x")]), "html"))
    return _page(_without_drawing(text)[1])


def _in_page(text: str, arch: Architecture) -> Iterator[str]:
    svg, rest = _without_drawing(text)
    yield from _in_svg(svg, arch)
    page, plain = _page(rest), _plain()
    for name, attributes in page.elements:
        yield from _unknown(name, attributes, _PAGE_ALLOWED)
    names, once = ([name for name, _ in parsed.elements if name != "p"] for parsed in (page, plain))
    if names != once:
        yield f"other elements: {names}"
    yield from (f"a comment {comment[:80]!r}" for comment in page.other)
    raw, wanted = ([*parsed.raw] for parsed in (page, plain))
    at = next(at for at, (_, data) in enumerate(wanted) if data.startswith("{"))
    parts = json.loads(raw.pop(at)[1]) if len(raw) == len(wanted) else {}
    del wanted[at]
    if raw != wanted:
        yield "a style or a script that is not ours"
    if set(parts) != {*arch.view().nodes, *arch.view().clusters, *arch.view().edges}:
        yield "other parts in the data"


def _in_drawio(text: str, arch: Architecture) -> Iterator[str]:
    links = _links(arch)
    for element in ElementTree.fromstring(text).iter():
        yield from _unknown(element.tag, element.attrib, _DRAWIO_ALLOWED)
        if element.get("link") is not None and element.get("link") not in links:
            yield f"a link to {element.get('link')!r}"
        yield from _in_label(element.get("label") or element.get("value") or "")
        yield from _in_cell_style(element.get("style") or "")


def _in_label(text: str) -> Iterator[str]:
    """Yield the parts of a label that draw.io, which shows labels as HTML, would not show as text."""
    label = _page(text)
    for name, attributes in label.elements:
        yield from _unknown(name, attributes, _LABEL_ALLOWED)
    yield from (f"a comment {comment[:80]!r}" for comment in label.other)


def _in_cell_style(style: str) -> Iterator[str]:
    for part in style.split(";"):
        name, _, value = part.partition("=")
        if name not in _CELL_STYLES:
            yield f"a style {part[:80]!r}"
        if name == "image" and not value.startswith("data:image/"):
            yield f"an image {value[:80]!r}"
