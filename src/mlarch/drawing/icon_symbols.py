"""Write each icon once as a symbol, and refer to it from cards and titles."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.drawing import icons
from mlarch.drawing.picture import ROOT, DrawnPicture
from mlarch.drawing.shapes import place, rect
from mlarch.drawing.themes import DARKENED
from mlarch.layout.positioned import Box

__all__ = ["definitions", "icon_use"]


def definitions(picture: DrawnPicture) -> Iterator[str]:
    """Yield the symbols of all icons."""
    if not picture.symbols:
        return
    yield "<defs>"
    for icon, name in picture.symbols.items():
        yield (
            f'<symbol id="{ROOT}-{name}" viewBox="0 0 48 48">'
            # Only the older of both attributes, which every program reads: it holds the whole image.
            f'<image width="48" height="48" xlink:href="{icon.uri}"/></symbol>'
        )
    yield "</defs>"


def icon_use(picture: DrawnPicture, id: str, box: Box | None) -> Iterator[str]:
    """Yield the icon of a node or cluster, on a plate if it needs one."""
    icon = picture.icons.get(id)
    if icon is None or box is None:
        return
    if picture.options.theme in DARKENED and icons.is_dark(icon):
        yield rect(box.grown(3), "plate", 7)
    if picture.options.theme != "dark" and icons.is_pale(icon):
        yield rect(box.grown(3), "shade", 7)
    name = f"#{ROOT}-{picture.symbols[icon]}"
    yield f'<use class="icon" href="{name}" xlink:href="{name}" {place(box)}/>'
