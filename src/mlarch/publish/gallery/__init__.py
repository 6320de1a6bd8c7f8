"""Show architectures as a web site: static files, or live during editing.

The markup of a page is `templates/NAME.html`, its content `pages/NAME.py`, its behaviour `static/NAME.js`.
All that makes pages is loaded on first use: a gallery without changes needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlarch.publish.gallery.publishing import PublishResult, publish, write

if TYPE_CHECKING:
    from mlarch.publish.gallery.site import Site

__all__ = ["PublishResult", "Site", "publish", "write"]


def __getattr__(name: str) -> Any:
    if name != "Site":
        raise AttributeError(f"module 'mlarch.publish.gallery' has no attribute '{name}'")
    from mlarch.publish.gallery.site import Site

    return Site
