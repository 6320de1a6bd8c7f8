"""Draw several architectures, each as a picture of its own, with shared parts in the same place."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.drawing import png
from mlarch.drawing import svg as _svg
from mlarch.drawing.fingerprint import KEY, fingerprint
from mlarch.layout.options import Options
from mlarch.layout.steps.plan import own_options
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.model import Architecture

__all__ = ["to_pngs", "to_svgs"]


def to_svgs(steps: Sequence[Architecture], *, trim: bool = False, **options: object) -> list[str]:
    """Return a picture of each architecture as SVG, what they share at the same place.

    They are of one size, unless `trim` cuts each to its own. `options` are those of `Options`.

    Raises:
        ParameterError: where they have nothing in common.
        LayoutError: where the layout engine fails.
    """
    chosen, steps = Options.of(**options), [arch.view() for arch in steps]
    drawn = zip(steps, stable_layouts(steps, chosen, trim=trim), strict=True)
    return [
        _svg.draw(arch, layout, own_options(arch, chosen), _mark(arch, steps, chosen, trim))
        for arch, layout in drawn
    ]


def to_pngs(
    steps: Sequence[Architecture], *, scale: float = 2.0, trim: bool = False, **options: object
) -> list[bytes]:
    """Return a picture of each architecture as PNG, `scale` pixels to a CSS pixel; see `to_svgs`."""
    chosen, steps = Options.of(**options), [arch.view() for arch in steps]
    pictures = zip(steps, to_svgs(steps, trim=trim, **options), strict=True)
    return [
        png.with_text(png.rasterise(svg, scale), KEY, _mark(arch, steps, chosen, trim, scale=scale))
        for arch, svg in pictures
    ]


def _mark(
    arch: Architecture, steps: Sequence[Architecture], options: Options, trim: bool, **more: object
) -> str:
    """Return the fingerprint of one picture of several: all of them count."""
    return fingerprint(arch, options, beside=[fingerprint(step) for step in steps], trim=trim, **more)
