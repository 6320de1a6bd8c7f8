"""Draw steps as separate pictures with shared parts in the same place."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.drawing import png
from mlarch.drawing.fingerprints import KEY, fingerprint
from mlarch.drawing.svg import draw
from mlarch.layout.options import Options
from mlarch.layout.steps.plan import own_options
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.model import Architecture

__all__ = ["to_pngs", "to_svgs"]


def to_svgs(steps: Sequence[Architecture], *, trim: bool = False, **options: object) -> list[str]:
    """Return a picture of each architecture as SVG; `options` are those of `Options`.

    All pictures have the same size, unless `trim` is set.

    Raises:
        ParameterError: if the architectures have nothing in common.
        LayoutError: if the layout engine fails.
    """
    chosen, steps = Options.of(**options), [arch.view() for arch in steps]
    layouts = stable_layouts(steps, chosen, trim=trim)
    return [
        draw(arch, layout, own_options(arch, chosen), _fingerprint(arch, steps, chosen, trim))
        for arch, layout in zip(steps, layouts, strict=True)
    ]


def to_pngs(
    steps: Sequence[Architecture], *, scale: float = 2.0, trim: bool = False, **options: object
) -> list[bytes]:
    """Return the pictures of `to_svgs` as PNG, `scale` pixels per CSS pixel."""
    chosen, steps = Options.of(**options), [arch.view() for arch in steps]
    pictures = zip(steps, to_svgs(steps, trim=trim, **options), strict=True)
    return [
        png.with_text(png.rasterise(svg, scale), KEY, _fingerprint(arch, steps, chosen, trim, scale=scale))
        for arch, svg in pictures
    ]


def _fingerprint(
    arch: Architecture, steps: Sequence[Architecture], options: Options, trim: bool, **more: object
) -> str:
    """Return the fingerprint of one picture, which depends on all steps."""
    return fingerprint(arch, options, beside=[fingerprint(step) for step in steps], trim=trim, **more)
