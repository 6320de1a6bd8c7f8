"""Draw the pictures of cards, and sort the cards of the start page into groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch.exporters import writing
from mlarch.model import Architecture
from mlarch.project.entry import Entry

__all__ = ["Group", "groups", "picture", "picture_path", "short_title"]

_DARK = "dark"
_BARE: dict[str, Any] = {"title": False, "legend": False, "credit": False, "flow": "none"}
_NIGHT = re.compile(r"@media \(prefers-color-scheme:dark\)\{(.*?\})\}</style>", re.DOTALL)
_ROOT = re.compile(r' id="(m[0-9a-f]{10})" ')


@dataclass(frozen=True)
class Group:
    """Cards under a title; `path` leads to the page that shows them step by step."""

    title: str
    summary: str
    path: str
    cards: tuple[Mapping[str, Any], ...]


def picture_path(entry: Entry) -> str:
    """Return the path of the picture on the card of an entry."""
    return f"cards/{entry.name}.svg"


def picture(arch: Architecture) -> str:
    """Return the picture of a card: no words around it, dark where its address ends in `#dark`.

    Raises:
        LayoutError: where the layout engine fails.
    """
    svg = str(writing.produce(arch, "svg", theme="auto", **_BARE))
    found = _ROOT.search(svg)
    root = found[1] if found else ""
    asked = _NIGHT.sub(lambda night: night[1].replace(f"#{root} ", f"#{root}:target ") + "</style>", svg)
    return asked.replace(root, _DARK) if root else svg


def short_title(entry: Entry, title: str) -> str:
    """Return a title as it stands under that of its family.

    >>> short_title(Entry(name="x/1-a", family="x"), "Serving, step 1: one server")
    'One server'
    """
    rest = re.sub(r"^.*\bstep \d+: ", "", title) if entry.family else title
    return rest[:1].upper() + rest[1:]


def groups(cards: Sequence[Mapping[str, Any]], families: Sequence[tuple[Entry, str]]) -> Iterator[Group]:
    """Yield one's own first, then what packages offer, whole systems, families by steps, and decisions.

    `families` are the families and the paths of their pages.
    """
    members = {family.name: (family, path) for family, path in families}
    sorted_cards: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for card in cards:
        sorted_cards.setdefault(_group(card["entry"], members), []).append(card)
    for rank in _RANKS:
        for (kind, name), some in sorted_cards.items():
            if kind == rank and kind == "family":
                family, path = members[name]
                yield Group(family.title or name, family.summary, path, tuple(some))
            elif kind == rank:
                yield Group(_TITLES.get(kind, name), "", "", tuple(some))


_TITLES = {"own": "Yours", "whole": "Whole systems", "decision": "Decisions"}
_RANKS = ("own", "package", "whole", "family", "decision")


def _group(entry: Entry, families: Mapping[str, object]) -> tuple[str, str]:
    if entry.family in families:
        return "family", entry.family
    if entry.package:
        return "package", entry.package
    if not entry.builtin:
        return "own", ""
    return ("decision" if entry.kind == "decision" else "whole"), ""
