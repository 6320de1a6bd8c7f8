"""Draw inline SVG with rules for both themes, and icons as separate files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlarch.drawing import svg as drawing
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.drawing.picture import ROOT, pictures
from mlarch.drawing.stylesheet import stylesheet
from mlarch.layout import page_fit
from mlarch.layout.options import Options
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture, description

__all__ = ["OPTIONS", "InlinePicture", "draw_inline", "icon_file"]

OPTIONS = Options(theme="auto", title=False, credit=False)
"""Options of the pictures on pages, which show title and credit elsewhere."""

_ROOT_ID = re.compile(r' id="(m[0-9a-f]{10})" ')


@dataclass(frozen=True)
class InlinePicture:
    """A picture on a page, with CSS rules by theme and icons by file name."""

    svg: str
    layout: Layout
    rules: Mapping[str, str]
    icons: Mapping[str, EmbeddedIcon] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """Return the rules of both themes; the dark ones apply to pages of class `dark`."""
        dark = re.sub(r"(#m[0-9a-f]{10}) ", r".dark \1 ", self.rules["dark"])
        return f"{self.rules['light']}\n{dark}\n"


def draw_inline(arch: Architecture, icon_folder: str, layout: Layout | None = None) -> InlinePicture:
    """Return the picture of an architecture, which links to `icon_folder`.

    Raises:
        LayoutError: if the layout engine fails.
    """
    layout = layout or page_fit.lay_out(arch, OPTIONS)
    [picture] = pictures([(arch, layout)], OPTIONS)
    body = [*_symbols(picture.symbols, icon_folder), *(part.markup for part in drawing.parts(picture))]
    texts = (arch.title, description.to_paragraph(arch))
    head = drawing.head(texts, (layout.width, layout.height), OPTIONS, "")
    svg = drawing.whole(head, body, OPTIONS)
    match = _ROOT_ID.search(svg)
    root = match[1] if match else ""
    rules = {theme: stylesheet(arch, Options(theme=theme, title=False), root) for theme in ("light", "dark")}
    return InlinePicture(svg, layout, rules, {icon_file(icon): icon for icon in picture.symbols})


def icon_file(icon: EmbeddedIcon) -> str:
    """Return the file name of an icon, which depends on its content."""
    suffix = "svg" if icon.uri.startswith("data:image/svg") else "png"
    return f"{hashlib.sha256(icon.data).hexdigest()[:12]}.{suffix}"


def _symbols(symbols: Mapping[EmbeddedIcon, str], icon_folder: str) -> list[str]:
    """Return the symbols of `icon_symbols.definitions` that link to icon files."""
    images = (
        f'<symbol id="{ROOT}-{name}" viewBox="0 0 48 48">'
        f'<image width="48" height="48" href="{icon_folder}{icon_file(icon)}"/></symbol>'
        for icon, name in symbols.items()
    )
    return ["<defs>", *images, "</defs>"] if symbols else []
