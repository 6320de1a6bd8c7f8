"""Show architectures as a web site: of files to host anywhere, or live while they are edited."""

from __future__ import annotations

from mlarch.gallery.site import Site
from mlarch.gallery.writing import write

__all__ = ["Site", "write"]
