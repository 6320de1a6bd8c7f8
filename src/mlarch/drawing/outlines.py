"""Rewrite a drawn SVG for slide programs: text as outlines, icons in place, colors on each element."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree.ElementTree import Element, fromstring

from mlarch.drawing.svg_reading import css
from mlarch.drawing.svg_reading.paint import font, kind, number
from mlarch.drawing.xml_text import escape, quote
from mlarch.errors import OutputError
from mlarch.layout.positioned import Point

__all__ = ["HELP", "outlined"]

HELP = "text as paths needs fontTools: pip install 'mlarch[paths]'"

_LEFT_OUT = ("style", "defs", "metadata")
_PAINT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity")
_SHAPES = ("rect", "circle", "path", "image")
_COMMANDS = {"moveTo": "M", "lineTo": "l", "curveTo": "c", "closePath": "z", "endPath": ""}
_FONT_FAMILY = "Inter,Arial,Helvetica,sans-serif"
_NAMESPACES = {"http://www.w3.org/1999/xlink": "xlink:"}
_LINK = "{http://www.w3.org/1999/xlink}href"

# The tables of widths are those of the smallest optical size.
_OPTICAL_SIZE = 14

_drawing = threading.Lock()
"""A font reads its tables when they are first asked for."""


@dataclass(frozen=True)
class _Source:
    """What elements refer to: rules of the style sheet, addresses of icons by id; and the metadata."""

    rules: tuple[css.StyleRule, ...]
    icons: Mapping[str, str]
    metadata: str


def outlined(svg: str) -> str:
    """Return one of our SVGs without text, style sheet or reference; it looks the same everywhere.

    A line with a character that Inter does not have stays text.

    Raises:
        OutputError: where fontTools is not installed.
    """
    root = fromstring(svg)
    sheet = "\n".join(element.text or "" for element in root.iter() if kind(element) == "style")
    rules = tuple(rule for rule in css.parse(sheet) if not rule.media)
    # As it was written: the fingerprint is found by its bytes.
    metadata = re.search("<metadata>.*?</metadata>", svg, re.DOTALL)
    source = _Source(rules, dict(_icons(root)), metadata[0] if metadata else "")
    return "".join(_element(root, (), {}, source)) + "\n"


def _icons(root: Element) -> Iterator[tuple[str, str]]:
    for symbol in root.iter():
        if kind(symbol) == "symbol":
            yield f"#{symbol.get('id')}", next(image.get(_LINK, "") for image in symbol)


def _element(
    element: Element, above: tuple[Element, ...], inherited: Mapping[str, str], source: _Source
) -> Iterator[str]:
    """Yield an element with all in it, and the space behind it."""
    tag, tail = kind(element), escape(element.tail or "")
    if tag in _LEFT_OUT:
        yield source.metadata + tail if tag == "metadata" else ""
        return
    values = css.computed(element, above, source.rules, inherited)
    if tag == "text":
        yield _text(element, values) + tail
    elif tag == "use":
        yield f"{_image(element, values, source)}{tail}"
    else:
        names = (
            "" if above else ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        )
        paint = _paint(values) if tag in _SHAPES else ""
        inner = [part for child in element for part in _element(child, (*above, element), values, source)]
        yield f"<{tag}{names}{_attributes(element)}{paint}"
        yield (
            f">{escape(element.text or '')}{''.join(inner)}</{tag}>{tail}"
            if inner or element.text
            else f"/>{tail}"
        )


def _attributes(element: Element, leave_out: tuple[str, ...] = ()) -> str:
    pairs = ((name, value) for name, value in element.attrib.items() if name not in (*_PAINT, *leave_out))
    return "".join(f" {_name(name)}={quote(value)}" for name, value in pairs)


def _name(name: str) -> str:
    """Return the name of an attribute with the prefix of its namespace."""
    space, _, local = name.rpartition("}")
    return _NAMESPACES.get(space[1:], "") + local


def _paint(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quote(values[name])}" for name in _PAINT if name in values)


def _image(element: Element, values: Mapping[str, str], source: _Source) -> str:
    """Return an icon in the place where it was referred to."""
    address = source.icons[element.get(_LINK, "")]
    opacity = f' opacity="{values["opacity"]}"' if "opacity" in values else ""
    return f'<image{_attributes(element, ("href", _LINK))} xlink:href="{address}"{opacity}/>'


def _text(element: Element, values: Mapping[str, str]) -> str:
    """Return a text as one path, its words as the label, or as text where a character has no outline."""
    lines = list(_lines(element))
    words = " ".join(line for line, _, _ in lines)
    size, weight = font(dict(values))
    struck = "line-through" in values.get("text-decoration", "")
    anchor = values.get("text-anchor", "start")
    drawn = [_outline(line, x, y, size, weight, anchor, struck) for line, x, y in lines]
    name = quote(element.get("class", ""))
    if None not in drawn:
        data = "".join(path for path in drawn if path)
        return f'<path class={name} aria-label={quote(words)} d="{data}"{_paint(values)}/>'
    face = f' font-family="{_FONT_FAMILY}" font-size="{size:g}" font-weight="{weight}"'
    face += f' text-anchor="{anchor}"' + (' text-decoration="line-through"' if struck else "")
    parts = (f'<tspan x="{x:g}" y="{y:g}">{escape(line)}</tspan>' for line, x, y in lines)
    return f"<text class={name}{face}{_paint(values)}>{''.join(parts)}</text>"


def _lines(element: Element) -> Iterator[tuple[str, float, float]]:
    """Yield the words of each line of a text element, and where it is."""
    for part in list(element) or [element]:
        yield (part.text or "").strip(), number(part.get("x")), number(part.get("y"))


def _outline(
    words: str, x: float, y: float, size: float, weight: int, anchor: str, struck: bool
) -> str | None:
    """Return the path data of a line of text, None where a character of it has no outline."""
    with _drawing:
        face = _face(600 if weight >= 600 else 400)
        characters = [ord(character) for character in normalize("NFC", words)]
        if not face.names.keys() >= set(characters):
            return None
        glyphs = [face.names[character] for character in characters]
        scale = size / face.units
        width = sum(face.glyphs[glyph].width for glyph in glyphs) * scale
        x -= width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        data = _strike(face, x, y, width, scale) if struck else ""
        for glyph in glyphs:
            data += _glyph(face, glyph, x, y, scale)
            x += face.glyphs[glyph].width * scale
        return data


@dataclass(frozen=True, eq=False)
class _Face:
    """Inter in one weight: glyph names by character, glyphs by name, units to the em, the line to strike."""

    names: Mapping[int, str]
    glyphs: Any
    units: int
    strike: tuple[float, float]


@functools.cache
def _face(weight: int) -> _Face:
    try:
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise OutputError(HELP) from error
    font = TTFont(Path(str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf")))
    return _Face(
        names={code: name for code, name in font.getBestCmap().items() if code >= 0x20},
        glyphs=font.getGlyphSet(location={"wght": weight, "opsz": _OPTICAL_SIZE}),
        units=font["head"].unitsPerEm,
        strike=(font["OS/2"].yStrikeoutPosition, font["OS/2"].yStrikeoutSize),
    )


def _glyph(face: _Face, name: str, x: float, y: float, scale: float) -> str:
    """Return the path data of a glyph: after its start each number is a step from the point before."""
    data, last, at = "", "", (0, 0)
    for command, points in _contours(face, name):
        ends = [(round(100 * (x + scale * px)), round(100 * (y - scale * py))) for px, py in points]
        origin = (0, 0) if command == "M" else at
        steps = [to - of for end in ends for to, of in zip(end, origin, strict=True)]
        data += _written(command if command != last else "", steps)
        last, at = command, ends[-1] if ends else at
    return data


def _written(command: str, hundredths: Iterable[int]) -> str:
    """Return a command of path data with its numbers, as short as it can be.

    >>> _written("l", (150, -20, 5, 70))
    'l1.5-.2 .05 .7'
    """
    text = command
    for part in map(_short, hundredths):
        text += part if part.startswith("-") or text == command != "" else f" {part}"
    return text


def _short(hundredths: int) -> str:
    text = f"{abs(hundredths) / 100:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
    return f"-{text}" if hundredths < 0 else text


@functools.cache
def _contours(face: _Face, name: str) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Return the outline of a glyph in units of the font: M, l, q, c and z with the points of each."""
    from fontTools.pens.basePen import decomposeQuadraticSegment
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(face.glyphs)
    face.glyphs[name].draw(pen)
    contours: list[tuple[str, tuple[Point, ...]]] = []
    for operator, points in pen.value:
        if operator == "qCurveTo":
            contours += [("q", tuple(piece)) for piece in decomposeQuadraticSegment(points)]
        else:
            contours.append((_COMMANDS[operator], points))
    return tuple(contours)


def _strike(face: _Face, x: float, y: float, width: float, scale: float) -> str:
    """Return a bar through a line of text."""
    top, high = y - face.strike[0] * scale, max(1.0, face.strike[1] * scale)
    numbers = {"x": x, "top": top, "width": width, "high": high}
    return "M{x} {top}h{width}v{high}h-{width}Z".format(
        **{name: _number(value) for name, value in numbers.items()}
    )


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
