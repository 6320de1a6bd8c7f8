"""Write an architecture as JSON: the document, whole."""

from __future__ import annotations

from mlarch.documents import to_json

__all__ = ["to_json"]
