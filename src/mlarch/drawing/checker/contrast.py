"""Compute the contrast of colors, and the contrast that WCAG 2 level AA requires."""

from __future__ import annotations

import re

from mlarch.model.colors import is_color, to_hex

__all__ = ["Rgb", "blended", "contrast_ratio", "required_contrast", "rgb"]

Rgb = tuple[float, float, float]

_FUNCTION = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")


def rgb(color: str) -> Rgb | None:
    """Return a color as three numbers from 0 to 255, None if it is not a color.

    >>> rgb("white"), rgb("none")
    ((255.0, 255.0, 255.0), None)
    """
    match = _FUNCTION.match(color)
    if match:
        return (float(match[1]), float(match[2]), float(match[3]))
    if not is_color(color):
        return None
    value = to_hex(color)
    return (float(int(value[1:3], 16)), float(int(value[3:5], 16)), float(int(value[5:7], 16)))


def blended(under: Rgb, over: Rgb, opacity: float) -> Rgb:
    """Return the color of `over` on `under`."""
    red, green, blue = (below + (above - below) * opacity for below, above in zip(under, over, strict=True))
    return (red, green, blue)


def contrast_ratio(first: Rgb, second: Rgb) -> float:
    """Return the contrast of two colors, from 1 to 21.

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

    >>> contrast_ratio((0, 0, 0), (255, 255, 255))
    21.0
    """
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def required_contrast(size: float, weight: int) -> float:
    """Return the required contrast; text is large from 18 pt on, or bold 14 pt.

    >>> required_contrast(13, 600), required_contrast(24, 400), required_contrast(19, 700)
    (4.5, 3.0, 3.0)
    """
    large = size >= 24 or (size >= 18.66 and weight >= 600)
    return 3.0 if large else 4.5
