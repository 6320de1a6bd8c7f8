"""Draw an architecture: measure, lay out, draw as SVG, rasterise to PNG."""

from __future__ import annotations

import functools
from dataclasses import replace

from mlarch.drawing import png
from mlarch.drawing import svg as _svg
from mlarch.drawing.fingerprint import KEY, fingerprint, read_fingerprint, versions
from mlarch.drawing.themes import THEMES
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture

__all__ = [
    "THEMES",
    "fingerprint",
    "read_fingerprint",
    "to_png",
    "to_svg",
    "versions",
]


def to_svg(arch: Architecture, **options: object) -> str:
    """Return the picture as SVG; `options` are those of `Options`.

    Raises:
        LayoutError: where the layout engine fails.
    """
    chosen = Options.of(**options)
    placed = _laid_out(arch, replace(chosen, theme="light"))  # the same in each
    return _svg.draw(arch, placed, chosen, fingerprint(arch, chosen))


def to_png(arch: Architecture, *, scale: float = 2.0, **options: object) -> bytes:
    """Return the picture as PNG, `scale` pixels to a CSS pixel.

    Raises:
        LayoutError: where the layout engine fails.
        RasterError: where the rasteriser is missing or refuses.
    """
    chosen = Options.of(**options)
    picture = png.rasterise(to_svg(arch, **options), scale)
    return png.with_text(picture, KEY, fingerprint(arch, chosen, scale=float(scale)))


@functools.lru_cache(maxsize=16)
def _laid_out(arch: Architecture, options: Options) -> Layout:
    """Return the layout of a picture, the last few of which are kept: SVG and PNG have one."""
    return lay_out(arch, options)
