"""Make the pages of the gallery: the module `NAME` fills the template `NAME.html`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlarch.drawing.icons import EmbeddedIcon
from mlarch.publish.gallery.inline_pictures import InlinePicture

__all__ = ["Page"]


@dataclass(frozen=True)
class Page:
    """An HTML page, and the pictures on it by provider or step."""

    html: str
    pictures: Mapping[str, InlinePicture] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """Return the rules of the pictures."""
        return "".join(dict.fromkeys(picture.css for picture in self.pictures.values()))

    @property
    def icons(self) -> Mapping[str, EmbeddedIcon]:
        """Return the icons of the pictures by file name."""
        return {name: icon for picture in self.pictures.values() for name, icon in picture.icons.items()}
