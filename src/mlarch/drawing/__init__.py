"""Draw positioned pictures as SVG, PNG or animation.

`svg` writes the file and calls `clusters`, `edges`, `nodes` and `legend` for its parts; `labels` writes
text, `stylesheet` the CSS rules, and `themes` holds the colors. `checker` tests drawn pictures, which
`svg_reading` reads back.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from mlarch.drawing import png
from mlarch.drawing.fingerprints import KEY, fingerprint, read_fingerprint, versions
from mlarch.drawing.svg import draw
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
        LayoutError: if the layout engine fails.
    """
    chosen = Options.of(**options)
    layout = _layout(arch, replace(chosen, theme="light"))  # the same in every theme
    return draw(arch, layout, chosen, fingerprint(arch, chosen))


def to_png(arch: Architecture, *, scale: float = 2.0, **options: object) -> bytes:
    """Return the picture as PNG, `scale` pixels per CSS pixel.

    Raises:
        LayoutError: if the layout engine fails.
        RasterError: if the rasteriser is missing or fails.
    """
    chosen = Options.of(**options)
    picture = png.rasterise(to_svg(arch, **options), scale)
    return png.with_text(picture, KEY, fingerprint(arch, chosen, scale=float(scale)))


@functools.lru_cache(maxsize=16)
def _layout(arch: Architecture, options: Options) -> Layout:
    """Return the layout of a picture; the cache serves SVG, PNG and all themes."""
    return lay_out(arch, options)
