"""Show architectures as a web site: of files to host anywhere, or live while they are edited.

What makes pages is loaded when it is first used: a gallery in which nothing has changed needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlarch.publish.gallery.writing import PublishResult, publish, write

if TYPE_CHECKING:
    from mlarch.publish.gallery.site import Site

__all__ = ["PublishResult", "Site", "publish", "write"]


def __getattr__(name: str) -> Any:
    if name != "Site":
        raise AttributeError(f"module 'mlarch.publish.gallery' has no attribute '{name}'")
    from mlarch.publish.gallery.site import Site

    return Site
