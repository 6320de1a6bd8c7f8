"""Describe and draw the cards of the start page, and sort them into groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch.analysis.retarget.origin import source_of
from mlarch.exporters import writing
from mlarch.model import Architecture
from mlarch.project.entry import Entry
from mlarch.publish.gallery import details
from mlarch.publish.gallery.entries import LoadedEntry
from mlarch.publish.gallery.paths import card_path, page_path

__all__ = ["Card", "Group", "draw_card", "groups", "make_card", "short_title"]

_DARK = "dark"
_OPTIONS: dict[str, Any] = {"title": False, "legend": False, "credit": False, "flow": "none"}
_DARK_RULES = re.compile(r"@media \(prefers-color-scheme:dark\)\{(.*?\})\}</style>", re.DOTALL)
_ROOT_ID = re.compile(r' id="(m[0-9a-f]{10})" ')


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card; `words` is the lower-case text that the search looks through."""

    entry: Entry
    path: str
    picture: str
    problems: tuple[str, ...]
    title: str
    summary: str
    tags: tuple[str, ...]
    roles: Sequence[str] = ()
    technologies: Sequence[str] = ()
    provider: str = ""
    words: str


@dataclass(frozen=True)
class Group:
    """Cards under a title; `path` is the page that shows them step by step, if any."""

    title: str
    summary: str
    path: str
    cards: tuple[Card, ...]


def make_card(loaded: LoadedEntry) -> Card:
    """Return the card of an entry."""
    entry, arch = loaded.entry, loaded.architecture
    title = arch.title if arch else entry.title or entry.name
    summary = arch.summary if arch else entry.summary
    tags = arch.tags if arch else entry.tags
    roles = details.roles(arch) if arch else []
    technologies = details.technologies(arch) if arch else []
    labels = details.labels(arch).values() if arch else ()
    title_on_card = short_title(entry, title)
    words = (entry.name, title if arch else title_on_card, summary, *tags, *roles, *technologies, *labels)
    return Card(
        entry=entry,
        path=page_path(entry),
        picture=card_path(entry),
        problems=loaded.problems,
        title=title_on_card,
        summary=summary,
        tags=tags,
        roles=roles,
        technologies=technologies,
        provider=source_of(arch) if arch else "",
        words=" ".join(words).lower(),
    )


def draw_card(arch: Architecture) -> str:
    """Return the picture of a card, which is dark if its URL ends in `#dark`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    svg = str(writing.produce(arch, "svg", theme="auto", **_OPTIONS))
    match = _ROOT_ID.search(svg)
    if match is None:
        return svg
    root = match[1]
    by_target = _DARK_RULES.sub(
        lambda rules: rules[1].replace(f"#{root} ", f"#{root}:target ") + "</style>", svg
    )
    return by_target.replace(root, _DARK)


def short_title(entry: Entry, title: str) -> str:
    """Return a title without the part that repeats the family.

    >>> short_title(Entry(name="x/1-a", family="x"), "Serving, step 1: one server")
    'One server'
    """
    rest = re.sub(r"^.*\bstep \d+: ", "", title) if entry.family else title
    return rest[:1].upper() + rest[1:]


def groups(cards: Sequence[Card], families: Sequence[Entry]) -> Iterator[Group]:
    """Yield the groups in the order of the start page."""
    by_name = {family.name: family for family in families}
    grouped: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        grouped.setdefault(_group_of(card.entry, by_name), []).append(card)
    for kind in _KINDS:
        for (group_kind, name), members in grouped.items():
            if group_kind != kind:
                continue
            if kind == "family":
                family = by_name[name]
                yield Group(family.title or name, family.summary, page_path(family), tuple(members))
            else:
                yield Group(_KINDS[kind] or name, "", "", tuple(members))


# Kinds of groups in their order, with the titles of those that have one title.
_KINDS = {
    "own": "Yours",
    "package": "",
    "system": "Whole systems",
    "family": "",
    "decision": "Decisions",
}


def _group_of(entry: Entry, families: Mapping[str, Entry]) -> tuple[str, str]:
    """Return the kind and the name of the group of an entry."""
    if entry.family in families:
        return "family", entry.family
    if entry.package:
        return "package", entry.package
    if not entry.builtin:
        return "own", ""
    return ("decision" if entry.kind == "decision" else "system"), ""
