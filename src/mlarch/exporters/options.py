"""Hold the options of an export, and apply those that several formats share."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

from mlarch.layout.options import Options
from mlarch.model import Architecture
from mlarch.model.links import with_numbered_links

__all__ = ["SCALE", "ExportOptions", "apply_direction", "apply_links"]

SCALE = 2.0
"""Pixels of a PNG to a CSS pixel."""


@dataclass(frozen=True, kw_only=True)
class ExportOptions(Options):
    """Options of a picture, and of the file that contains it.

    `scale` is the number of pixels of a PNG to a CSS pixel. `links` lists the links below a picture.
    """

    scale: float = SCALE
    links: bool = False

    @classmethod
    def of(cls, **values: object) -> ExportOptions:
        """Return options from keywords, as `Options.of` does."""
        return cast(ExportOptions, super().of(**values))

    def picture(self) -> dict[str, Any]:
        """Return the options of the picture alone, as keywords of `mlarch.drawing.to_svg`."""
        return {field.name: getattr(self, field.name) for field in fields(Options)}


def apply_direction(arch: Architecture, options: ExportOptions) -> Architecture:
    """Return `arch` in the direction of the options."""
    return arch.replace(direction=options.direction) if options.direction else arch


def apply_links(arch: Architecture, options: ExportOptions) -> tuple[Architecture, ExportOptions]:
    """Return architecture and options so that the picture lists its links."""
    if not options.links:
        return arch, options
    listed = with_numbered_links(arch, notes=options.notes)
    return listed, replace(options, notes=options.notes or listed is not arch)
