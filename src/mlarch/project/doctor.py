"""Find the versions of the software that mlarch depends on."""

from __future__ import annotations

import platform
from dataclasses import dataclass

__all__ = ["Dependency", "examine"]


@dataclass(frozen=True)
class Dependency:
    """A dependency with its version, empty if it is missing, and how to install it."""

    name: str
    version: str
    remedy: str = ""


def examine() -> tuple[Dependency, ...]:
    """Return every dependency, installed or not."""
    from mlarch.drawing import png, versions
    from mlarch.layout import engine

    installed = versions()
    return (
        Dependency("mlarch", installed["mlarch"], "pip install mlarch"),
        Dependency("Python", platform.python_version()),
        Dependency("diagrams", installed["icons"], "pip install diagrams"),
        Dependency("layout engine", _named("Graphviz", engine.version()), engine.HELP),
        Dependency("rasteriser", _named("libvips", png.version()), f"{png.HELP}; SVG works without it"),
        Dependency("font", _named("Inter", installed["font"]), "pip install fontpkg-inter"),
    )


def _named(name: str, version: str) -> str:
    return f"{name} {version}" if version else ""
