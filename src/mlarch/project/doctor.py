"""Say what pictures depend on, in which versions, and how to get what is missing."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from mlarch.layout import installed

__all__ = ["Dependency", "examine"]


@dataclass(frozen=True)
class Dependency:
    """Something mlarch depends on: what was found, empty where it is missing, and the way to get it."""

    name: str
    found: str
    remedy: str = ""


def examine() -> tuple[Dependency, ...]:
    """Return every part, found or not; the engine and the rasteriser are loaded for it."""
    from mlarch.drawing import png
    from mlarch.layout import engine

    return (
        Dependency("mlarch", installed.version("mlarch"), "pip install mlarch"),
        Dependency("Python", platform.python_version()),
        Dependency("diagrams", installed.version("diagrams"), "pip install diagrams"),
        Dependency("layout engine", _versioned("Graphviz", engine.version()), engine.HELP),
        Dependency("rasteriser", _versioned("libvips", png.version()), f"{png.HELP}; SVG works without it"),
        Dependency(
            "font", _versioned("Inter", installed.version("fontpkg-inter")), "pip install fontpkg-inter"
        ),
    )


def _versioned(name: str, found: str) -> str:
    return f"{name} {found}" if found else ""
