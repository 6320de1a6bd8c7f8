"""Write an architecture as YAML: the document, with its defaults left out."""

from __future__ import annotations

from mlarch.documents import to_yaml

__all__ = ["to_yaml"]
