"""Define the pages that a picture can fit, and scale pictures to them."""

from __future__ import annotations

from collections.abc import Mapping

from mlarch.layout.options import Options
from mlarch.model.frozen import FrozenMap

__all__ = ["PAGES", "README_WIDTH", "page", "scale", "size"]

README_WIDTH = 900.0
"""The usual width in CSS px of a picture in a README."""

Size = tuple[float, float]

# A slide of 13.33 x 7.5 in, and A4 in portrait and landscape, at 96 CSS px per inch.
PAGES: Mapping[str, tuple[Size, ...]] = FrozenMap(
    {"readme": (), "16:9": ((1280.0, 720.0),), "a4": ((794.0, 1123.0), (1123.0, 794.0))}
)


def page(fit: str, width: float, height: float) -> Size | None:
    """Return the page that suits a picture best, None if `fit` is not a page.

    >>> page("a4", 900, 400)
    (1123.0, 794.0)
    """
    return max(PAGES.get(fit, ()), key=lambda page: _within(page, width, height), default=None)


def scale(options: Options, width: float, height: float) -> float:
    """Return the factor from px of the layout to CSS px.

    >>> scale(Options(width=600), 1200, 500), scale(Options(fit="readme"), 1200, 500)
    (0.5, 0.75)
    """
    if options.width:
        return options.width / width
    if options.fit == "readme":
        return min(1.0, README_WIDTH / width)
    sheet = page(options.fit, width, height)
    return _within(sheet, width, height) if sheet else 1.0


def size(options: Options, width: float, height: float) -> Size:
    """Return width and height of the finished picture in CSS px."""
    factor = scale(options, width, height)
    return (width * factor, height * factor)


def _within(page: Size, width: float, height: float) -> float:
    return min(page[0] / width, page[1] / height)
