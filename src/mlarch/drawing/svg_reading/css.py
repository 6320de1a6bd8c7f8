"""Read the CSS of our own pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

__all__ = ["StyleRule", "computed", "parse"]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PART = re.compile(r"([.#]?)([\w-]+|\*)|\[[^\]]*\]|:[\w-]+(?:\([^)]*\))?")

INHERITED = ("fill", "font-size", "font-weight", "font-family", "text-anchor")


@dataclass(frozen=True)
class StyleRule:
    """One selector with its declarations; `media` is its condition, or ''."""

    media: str
    selector: str
    weight: tuple[int, int, int]
    values: Mapping[str, str]


def parse(text: str) -> tuple[StyleRule, ...]:
    """Return the rules of a style sheet in order, one for each selector."""
    return tuple(_rules(_COMMENT.sub("", text), ""))


def _rules(text: str, media: str) -> Iterator[StyleRule]:
    for head, body in _blocks(text):
        if head.startswith("@media"):
            yield from _rules(body, head[6:].strip())
        elif not head.startswith("@"):
            values = _declarations(body)
            for selector in head.split(","):
                yield StyleRule(media, selector.strip(), _weight(selector), values)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while (start := text.find("{", at)) >= 0:
        depth, end = 1, start + 1
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[at:start].strip(), text[start + 1 : end - 1]
        at = end


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _weight(selector: str) -> tuple[int, int, int]:
    ids = selector.count("#")
    classes = selector.count(".") + selector.count("[")
    types = sum(bool(re.match(r"[a-zA-Z]", part)) for part in re.split(r"[\s>]+", selector.strip()))
    return ids, classes, types


def computed(
    element: Element, above: Sequence[Element], rules: Iterable[StyleRule], inherited: Mapping[str, str]
) -> dict[str, str]:
    """Return the properties of an element.

    Later sources win: inheritance, attributes, rules, the style attribute.
    """
    values = {name: inherited[name] for name in INHERITED if name in inherited}
    values |= {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    hits = [rule for rule in rules if _matches(rule.selector, element, above)]
    for rule in sorted(hits, key=lambda rule: rule.weight):
        values |= rule.values
    return values | _declarations(element.get("style", ""))


def _matches(selector: str, element: Element, above: Sequence[Element]) -> bool:
    steps = selector.replace(">", " > ").split()
    if not steps or not _fits(steps[-1], element):
        return False
    return _fits_above(steps[:-1], list(above))


def _fits_above(steps: list[str], above: list[Element]) -> bool:
    if not steps:
        return True
    if steps[-1] == ">":
        return bool(above) and _fits(steps[-2], above[-1]) and _fits_above(steps[:-2], above[:-1])
    return any(
        _fits(steps[-1], above[at]) and _fits_above(steps[:-1], above[:at])
        for at in range(len(above) - 1, -1, -1)
    )


def _fits(compound: str, element: Element) -> bool:
    classes = element.get("class", "").split()
    for match in _PART.finditer(compound):
        mark, name = match[1], match[2]
        if name is None:
            return False
        if mark == "." and name not in classes:
            return False
        if mark == "#" and name != element.get("id"):
            return False
        if not mark and name not in ("*", element.tag.rpartition("}")[2]):
            return False
    return True
