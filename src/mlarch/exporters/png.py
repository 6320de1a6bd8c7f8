"""Export PNG, the pixel picture."""

from __future__ import annotations

from mlarch.drawing import to_png
from mlarch.exporters.options import ExportOptions, apply_links
from mlarch.model import Architecture

__all__ = ["export"]


def export(arch: Architecture, options: ExportOptions) -> bytes:
    """Return `arch` as PNG.

    Raises:
        LayoutError: if the layout engine fails.
        RasterError: if the rasteriser is missing or refuses.
    """
    arch, options = apply_links(arch, options)
    return to_png(arch, scale=options.scale, **options.picture())
