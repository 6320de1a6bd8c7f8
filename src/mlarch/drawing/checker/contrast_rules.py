"""Check the contrast of texts in a drawn SVG with the shapes under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlarch.drawing.checker.contrast import Rgb, blended, contrast_ratio, required_contrast, rgb
from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.checker.scene import SceneText
from mlarch.drawing.checker.svg_scene import text_lines
from mlarch.drawing.svg_reading.paint import Painted, box_of, font, number
from mlarch.layout.positioned import Box, Point

__all__ = ["check_contrast"]

_WHITE = (255.0, 255.0, 255.0)
_EVERYWHERE = Box(-1e6, -1e6, 2e6, 2e6)


def check_contrast(elements: Sequence[Painted], canvas: str, scheme: str) -> Iterator[PictureFinding]:
    """Yield a finding for every text with too little contrast.

    `canvas` is the color behind a transparent picture; `scheme` is named in messages, unless it is empty.
    """
    behind = rgb(canvas) or _WHITE
    shapes: list[tuple[Box, Rgb, float]] = []
    for item in elements:
        color = rgb(item.values.get("fill", "#000000"))
        if color is None:
            continue
        opacity = item.opacity * number(item.values.get("fill-opacity"), 1.0)
        if item.tag in ("rect", "circle"):
            shapes.append((box_of(item.element), color, opacity))
        for text in text_lines(item, _EVERYWHERE):
            under = _color_under(text.ink.center, shapes, behind)
            yield from _check(text, font(item.values), blended(under, color, opacity), under, scheme)


def _color_under(point: Point, shapes: Sequence[tuple[Box, Rgb, float]], canvas: Rgb) -> Rgb:
    color = canvas
    for box, fill, opacity in shapes:
        if box.contains(point):
            color = blended(color, fill, opacity)
    return color


def _check(
    text: SceneText, face: tuple[float, int], color: Rgb, under: Rgb, scheme: str
) -> Iterator[PictureFinding]:
    ratio, required = contrast_ratio(color, under), required_contrast(*face)
    if ratio < required:
        suffix = f" ({scheme})" if scheme else ""
        message = f"'{text.text}' of '{text.owner}' has a contrast of {ratio:.2f}, not {required}{suffix}"
        yield PictureFinding("contrast", (text.owner,), message, required - ratio)
