"""Walk an SVG in paint order, with the computed properties of each element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mlarch.drawing.svg_reading import css
from mlarch.layout.positioned import Box

__all__ = ["Painted", "box_of", "classes", "font", "kind", "number", "painted", "schemes"]

_UNDRAWN = ("defs", "symbol", "style", "metadata", "title", "desc", "script", "linearGradient", "marker")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")
_FONT = re.compile(r"(?:(\d{3}|bold|normal)\s+)?(\d*\.?\d+)px")


@dataclass(frozen=True)
class Painted:
    """An element with ancestors (root first), properties and effective opacity."""

    element: Element
    above: tuple[Element, ...]
    values: dict[str, str]
    opacity: float

    @property
    def tag(self) -> str:
        return kind(self.element)

    def group(self, *names: str) -> Element | None:
        """Return the innermost group around it that has an id and one of the classes."""
        named = (g for g in reversed(self.above) if g.get("data-id") or g.get("data-edge"))
        return next((g for g in named if not classes(g).isdisjoint(names)), None)


def kind(element: Element) -> str:
    """Return the tag of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def classes(element: Element) -> set[str]:
    """Return the classes of an element."""
    return set(element.get("class", "").split())


def number(text: str | None, default: float = 0.0) -> float:
    """Return the number at the start of a text.

    >>> number("13px"), number(None)
    (13.0, 0.0)
    """
    match = _NUMBER.match((text or "").strip())
    return float(match[0]) if match else default


def box_of(element: Element) -> Box:
    """Return the box of a rect, image, use or circle."""
    if kind(element) == "circle":
        radius = number(element.get("r"))
        left, top = number(element.get("cx")) - radius, number(element.get("cy")) - radius
        return Box(left, top, 2 * radius, 2 * radius)
    x, y, width, height = (number(element.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def font(values: dict[str, str]) -> tuple[float, int]:
    """Return size in px and weight of a text from its properties.

    >>> font({"font": "600 13px sans-serif"}), font({"font-size": "11px"})
    ((13.0, 600), (11.0, 400))
    """
    match = _FONT.search(values.get("font", ""))
    weight, size = (match[1], match[2]) if match else (None, None)
    weight = values.get("font-weight", weight or "400")
    named = {"bold": 700, "normal": 400}
    return number(values.get("font-size", size), 16.0), named.get(weight) or int(number(weight, 400))


def schemes(root: Element) -> dict[str, tuple[css.StyleRule, ...]]:
    """Return the rules by color scheme: "light" and "dark", or "" for both."""
    text = "\n".join(element.text or "" for element in root.iter() if kind(element) == "style")
    rules = css.parse(text)
    plain = tuple(rule for rule in rules if not rule.media)
    dark = tuple(rule for rule in rules if not rule.media or "dark" in rule.media)
    return {"": plain} if plain == dark else {"light": plain, "dark": dark}


def painted(
    element: Element,
    rules: Sequence[css.StyleRule],
    above: tuple[Element, ...] = (),
    inherited: dict[str, str] | None = None,
    opacity: float = 1.0,
) -> Iterator[Painted]:
    """Yield an element and its descendants in the order of painting."""
    if kind(element) in _UNDRAWN:
        return
    values = css.computed(element, above, rules, inherited or {})
    opacity *= number(values.get("opacity"), 1.0)
    yield Painted(element, above, values, opacity)
    for child in element:
        yield from painted(child, rules, (*above, element), values, opacity)
