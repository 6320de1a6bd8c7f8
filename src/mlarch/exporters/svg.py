"""Export SVG, the vector picture."""

from __future__ import annotations

from mlarch.drawing import to_svg
from mlarch.exporters.options import ExportOptions, apply_links
from mlarch.model import Architecture

__all__ = ["export"]


def export(arch: Architecture, options: ExportOptions) -> str:
    """Return `arch` as SVG.

    Raises:
        LayoutError: if the layout engine fails.
    """
    arch, options = apply_links(arch, options)
    return to_svg(arch, **options.picture())
