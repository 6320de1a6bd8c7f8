"""Rewrite a drawn SVG for slide programs, with text as outlines.

Icons are in place and colors on each element, since such programs ignore style sheets and symbols.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from mlarch.drawing.outlines import HELP, outline
from mlarch.drawing.svg_reading import css
from mlarch.drawing.svg_reading.paint import font, kind, number
from mlarch.drawing.xml_text import escape, quote
from mlarch.layout.fonts import FONT_FAMILY

__all__ = ["HELP", "text_as_paths"]

_OMITTED = ("style", "defs", "metadata")
_PAINT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity")
_SHAPES = ("rect", "circle", "path", "image")
_PREFIXES = {"http://www.w3.org/1999/xlink": "xlink:"}
_LINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class _Source:
    """Style rules, icon URIs by reference, and the metadata element."""

    rules: tuple[css.StyleRule, ...]
    icons: Mapping[str, str]
    metadata: str


def text_as_paths(svg: str) -> str:
    """Return a drawn SVG without text, style sheet and references.

    A line with a character that Inter does not have stays text.

    Raises:
        OutputError: if fontTools is not installed.
    """
    root = fromstring(svg)
    sheet = "\n".join(element.text or "" for element in root.iter() if kind(element) == "style")
    rules = tuple(rule for rule in css.parse(sheet) if not rule.media)
    # Copied byte by byte, since a fingerprint is found by its bytes.
    metadata = re.search("<metadata>.*?</metadata>", svg, re.DOTALL)
    source = _Source(rules, dict(_icons(root)), metadata[0] if metadata else "")
    return "".join(_element(root, (), {}, source)) + "\n"


def _icons(root: Element) -> Iterator[tuple[str, str]]:
    for symbol in root.iter():
        if kind(symbol) == "symbol":
            yield f"#{symbol.get('id')}", next(image.get(_LINK, "") for image in symbol)


def _element(
    element: Element, ancestors: tuple[Element, ...], inherited: Mapping[str, str], source: _Source
) -> Iterator[str]:
    """Yield an element with its content, and the white space after it."""
    tag, tail = kind(element), escape(element.tail or "")
    if tag in _OMITTED:
        yield source.metadata + tail if tag == "metadata" else ""
        return
    values = css.computed(element, ancestors, source.rules, inherited)
    if tag == "text":
        yield _text(element, values) + tail
    elif tag == "use":
        yield f"{_image(element, values, source)}{tail}"
    else:
        names = (
            ""
            if ancestors
            else ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        )
        paint = _paint(values) if tag in _SHAPES else ""
        below = (*ancestors, element)
        content = [part for child in element for part in _element(child, below, values, source)]
        yield f"<{tag}{names}{_attributes(element)}{paint}"
        yield (
            f">{escape(element.text or '')}{''.join(content)}</{tag}>{tail}"
            if content or element.text
            else f"/>{tail}"
        )


def _attributes(element: Element, omitted: tuple[str, ...] = ()) -> str:
    pairs = ((name, value) for name, value in element.attrib.items() if name not in (*_PAINT, *omitted))
    return "".join(f" {_name(name)}={quote(value)}" for name, value in pairs)


def _name(name: str) -> str:
    """Return the name of an attribute with the prefix of its namespace."""
    namespace, _, local = name.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + local


def _paint(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quote(values[name])}" for name in _PAINT if name in values)


def _image(element: Element, values: Mapping[str, str], source: _Source) -> str:
    """Return the icon that a `use` element refers to."""
    uri = source.icons[element.get(_LINK, "")]
    opacity = f' opacity="{values["opacity"]}"' if "opacity" in values else ""
    return f'<image{_attributes(element, ("href", _LINK))} xlink:href="{uri}"{opacity}/>'


def _text(element: Element, values: Mapping[str, str]) -> str:
    """Return a text as a labelled path, or as text if an outline is missing."""
    lines = list(_lines(element))
    words = " ".join(line for line, _, _ in lines)
    size, weight = font(dict(values))
    struck = "line-through" in values.get("text-decoration", "")
    anchor = values.get("text-anchor", "start")
    outlines = [outline(line, x, y, size, weight, anchor, struck) for line, x, y in lines]
    name = quote(element.get("class", ""))
    if None not in outlines:
        data = "".join(path for path in outlines if path)
        return f'<path class={name} aria-label={quote(words)} d="{data}"{_paint(values)}/>'
    face = f' font-family="{FONT_FAMILY}" font-size="{size:g}" font-weight="{weight}"'
    face += f' text-anchor="{anchor}"' + (' text-decoration="line-through"' if struck else "")
    spans = (f'<tspan x="{x:g}" y="{y:g}">{escape(line)}</tspan>' for line, x, y in lines)
    return f"<text class={name}{face}{_paint(values)}>{''.join(spans)}</text>"


def _lines(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield the words and position of each line of a text element."""
    for part in list(element) or [element]:
        yield (part.text or "").strip(), number(part.get("x")), number(part.get("y"))
