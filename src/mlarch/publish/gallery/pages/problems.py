"""Make the page of an entry that cannot be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.project.entry import Entry
from mlarch.publish.gallery.pages import Page
from mlarch.publish.gallery.paths import page_path
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["problems_page"]


def problems_page(entry: Entry, problems: Sequence[str], renderer: Renderer) -> Page:
    """Return a page that lists the problems of an entry."""
    return Page(renderer.page("problems.html", page_path(entry), entry=entry, problems=problems))
