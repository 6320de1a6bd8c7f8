"""Write an architecture as plain text: its description, for screen readers and where no picture can be."""

from __future__ import annotations

from mlarch.model.description import to_text

__all__ = ["to_text"]
