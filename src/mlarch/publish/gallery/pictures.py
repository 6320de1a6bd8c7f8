"""Draw pictures for a page: markup to stand in it, a stylesheet for both themes, icons as files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlarch.drawing import svg as drawing
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.stylesheet import stylesheet
from mlarch.layout import page_fit
from mlarch.layout.options import Options
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture, description

__all__ = ["LOOK", "Inline", "icon_file", "inline"]

LOOK = Options(theme="auto", title=False, credit=False)
"""How pictures in a page are drawn: title and credit stand beside them."""

_ROOT = re.compile(r' id="(m[0-9a-f]{10})" ')


@dataclass(frozen=True)
class Inline:
    """A picture in a page: its SVG and layout, its rules by theme, the icons it shows by file name."""

    svg: str
    layout: Layout
    rules: Mapping[str, str]
    icons: Mapping[str, EmbeddedIcon] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """Return the rules for pages of both themes, the dark ones for those of class `dark`."""
        dark = re.sub(r"(#m[0-9a-f]{10}) ", r".dark \1 ", self.rules["dark"])
        return f"{self.rules['light']}\n{dark}\n"


def inline(arch: Architecture, folder: str, layout: Layout | None = None) -> Inline:
    """Return the picture of an architecture for a page from which `folder` leads to the icons.

    Raises:
        LayoutError: where the layout engine fails.
    """
    layout = layout or page_fit.lay_out(arch, LOOK)
    [picture] = drawing.pictures([(arch, layout)], LOOK)
    body = [*_symbols(picture.symbols, folder), *(part.markup for part in drawing.parts(picture))]
    said = (arch.title, description.to_paragraph(arch))
    svg = drawing.whole(drawing.head(said, (layout.width, layout.height), LOOK, ""), body, LOOK)
    found = _ROOT.search(svg)
    root = found[1] if found else ""
    rules = {theme: stylesheet(arch, Options(theme=theme, title=False), root) for theme in ("light", "dark")}
    return Inline(svg, layout, rules, {icon_file(icon): icon for icon in picture.symbols})


def icon_file(icon: EmbeddedIcon) -> str:
    """Return the name of the file of an icon: the same content has the same name."""
    suffix = "svg" if icon.uri.startswith("data:image/svg") else "png"
    return f"{hashlib.sha256(icon.data).hexdigest()[:12]}.{suffix}"


def _symbols(symbols: Mapping[EmbeddedIcon, str], folder: str) -> list[str]:
    """Return the symbols of `mlarch.drawing.svg.definitions`, with files in place of what they embed."""
    images = (
        f'<symbol id="{drawing.ROOT}-{name}" viewBox="0 0 48 48">'
        f'<image width="48" height="48" href="{folder}{icon_file(icon)}"/></symbol>'
        for icon, name in symbols.items()
    )
    return ["<defs>", *images, "</defs>"] if symbols else []
