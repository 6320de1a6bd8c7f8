"""Make the start page: a card for each entry, and the filters."""

from __future__ import annotations

from mlarch.catalog.providers import PROVIDERS
from mlarch.publish.gallery.cards import Card, groups, make_card
from mlarch.publish.gallery.entries import GalleryEntries
from mlarch.publish.gallery.paths import START
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["start_page"]


def start_page(entries: GalleryEntries, renderer: Renderer) -> str:
    """Return the HTML of the start page."""
    cards = [make_card(entries.load(entry)) for entry in entries.architectures]
    return renderer.page(
        "start.html",
        START,
        groups=[*groups(cards, entries.families)],
        count=len(cards),
        problems=entries.listing_problems,
        filters=_filters(cards, entries),
    )


def _filters(cards: list[Card], entries: GalleryEntries) -> dict[str, dict[str, str]]:
    """Return the choices of each filter: the value and its name."""
    providers = {card.provider for card in cards}
    return {
        "role": {role: role.replace("-", " ") for role in sorted({r for card in cards for r in card.roles})},
        "technology": {name: name for name in sorted({t for card in cards for t in card.technologies})},
        "provider": {id: provider.name for id, provider in PROVIDERS.items() if id in providers},
        "family": {family.name: family.name for family in entries.families},
    }
