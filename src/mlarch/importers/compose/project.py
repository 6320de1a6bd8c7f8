"""Hold a Compose project after its files are merged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.yaml_stream import Map

__all__ = ["SECTIONS", "ComposeProject"]

SECTIONS = ("services", "networks", "volumes", "secrets", "configs", "models")


@dataclass
class ComposeProject:
    """A Compose project by sections.

    Paths are relative to `folder`. Nothing outside of `root` is read.
    """

    folder: Path
    root: Path
    name: str
    sections: dict[str, Map]

    @property
    def services(self) -> Map:
        return self.sections["services"]
