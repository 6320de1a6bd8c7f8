"""Read the scripts and stylesheets that all pages share."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["STATIC_FILES", "read_static_file"]

STATIC_FILES = (
    "gallery.css",
    "docs.css",
    "url_state.js",
    "start.js",
    "panzoom.js",
    "stage.js",
    "architecture.js",
    "family.js",
    "decision.js",
    "downloads.js",
    "make_yours.js",
    "live_reload.js",
)


def read_static_file(name: str) -> bytes | None:
    """Return the content of a static file, None if there is no such file."""
    if name not in STATIC_FILES:
        return None
    shared = files("mlarch.exporters") / "html_page" / name  # also part of the HTML export
    return (shared if shared.is_file() else files("mlarch.publish.gallery") / "static" / name).read_bytes()
