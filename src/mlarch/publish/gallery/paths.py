"""Name the files of the gallery: paths relative to its root."""

from __future__ import annotations

from mlarch.exporters import writing
from mlarch.project.entry import Entry

__all__ = [
    "START",
    "bundle_path",
    "card_path",
    "download_path",
    "icon_path",
    "page_path",
    "root_from",
    "stylesheet_path",
]

START = "index.html"


def page_path(entry: Entry) -> str:
    """Return the path of an entry's page.

    Raises:
        OutputError: if the name of the entry leads out of the gallery.
    """
    folder = "families" if entry.kind == "family" else "entries"
    writing.place(folder, entry.name, "svg")
    return f"{folder}/{entry.name}.html"


def stylesheet_path(entry: Entry) -> str:
    """Return the path of the rules for the pictures on an entry's page."""
    return page_path(entry).removesuffix("html") + "css"


def card_path(entry: Entry) -> str:
    """Return the path of the picture on an entry's card."""
    return f"cards/{entry.name}.svg"


def download_path(entry: Entry, ending: str) -> str:
    """Return the path of a file to download; `ending` follows the name of the entry."""
    return f"files/{entry.name}{ending}"


def bundle_path(entry: Entry, provider: str) -> str:
    """Return the path of the downloads of an entry on another provider."""
    return download_path(entry, f"-{provider}.js")


def icon_path(file: str) -> str:
    """Return the path of an icon by its file name."""
    return f"icons/{file}"


def root_from(path: str) -> str:
    """Return the relative path from a page to the root of the gallery.

    >>> root_from("entries/gcp-scaling/6-cache.html"), root_from("index.html")
    ('../../', '')
    """
    return "../" * path.count("/")
