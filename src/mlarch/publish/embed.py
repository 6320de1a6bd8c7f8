"""Write the markup that shows a picture in a page, with alt text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.description import to_paragraph

__all__ = ["PLACES", "WIDTH", "EmbeddedPicture", "Embedding", "alt_text", "embed", "picture_html"]

WIDTH = 800
"""The default width of a PNG, in CSS pixels."""


@dataclass(frozen=True)
class EmbeddedPicture:
    """A picture in a page: file name without suffix, format and options."""

    name: str
    format: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.{self.format}"


@dataclass(frozen=True)
class Embedding:
    """The markup to paste, and the pictures that it shows."""

    text: str
    pictures: tuple[EmbeddedPicture, ...]


def embed(
    arch: Architecture, place: str, *, base: str = "out/", width: int = WIDTH, links: bool = False
) -> Embedding:
    """Return the markup that shows an architecture in one of `PLACES`.

    `base` is the prefix of the file names. `width`, in CSS pixels, and `links`, which lists the links
    below the picture, apply to places that show PNG.

    Raises:
        UnknownNameError: if there is no such place.
    """
    if place not in PLACES:
        hint = did_you_mean(place, PLACES) or f" There are {', '.join(PLACES)}"
        raise UnknownNameError(f"unknown place '{place}'.{hint}")
    return PLACES[place](arch, base, width, links)


def alt_text(arch: Architecture) -> str:
    """Return the title and the description of an architecture in one line."""
    title = " ".join(arch.title.split()).rstrip(".")
    return f"{title}. {to_paragraph(arch)}".strip()


def picture_html(alt: str, light: str, dark: str) -> str:
    """Return HTML that shows the light or dark picture, as the reader prefers.

    >>> print(picture_html("A & B", "a.svg", "a dark.svg"))
    <picture>
      <source media="(prefers-color-scheme: dark)" srcset="a%20dark.svg">
      <img alt="A &amp; B" src="a.svg">
    </picture>
    """
    return (
        "<picture>\n"
        f'  <source media="(prefers-color-scheme: dark)" srcset="{_address(dark)}">\n'
        f'  <img alt="{html.escape(alt)}" src="{_address(light)}">\n'
        "</picture>"
    )


def _github(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    light = EmbeddedPicture(arch.name, "svg")
    dark = EmbeddedPicture(f"{arch.name}-dark", "svg", {"theme": "dark"})
    return Embedding(picture_html(alt_text(arch), base + light.file, base + dark.file), (light, dark))


def _mkdocs(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    # Markdown, because MkDocs adjusts relative addresses only there, not in HTML. A single file,
    # because all MkDocs themes except Material would show both a light and a dark one.
    picture = EmbeddedPicture(f"{arch.name}-auto", "svg", {"theme": "auto"})
    return Embedding(_markdown(alt_text(arch), base + picture.file), (picture,))


def _confluence(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    picture = _png(arch, width, links)
    file = picture.file.rpartition("/")[2]  # attachments have no folder
    return Embedding(f"!{file}|width={width},alt={_wiki_text(alt_text(arch))}!", (picture,))


def _notion(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    picture = _png(arch, width, links)
    return Embedding(_markdown(alt_text(arch), base + picture.file), (picture,))


def _png(arch: Architecture, width: int, links: bool) -> EmbeddedPicture:
    name = f"{arch.name}-{width}{'-links' if links else ''}"
    options = {"width": float(width), **({"links": True} if links else {})}
    return EmbeddedPicture(name, "png", options)


PLACES: Mapping[str, Callable[[Architecture, str, int, bool], Embedding]] = {
    "github": _github,
    "mkdocs": _mkdocs,
    "confluence": _confluence,
    "notion": _notion,
}
"""The places that show pictures, each with the function that writes its markup."""


def _markdown(alt: str, address: str) -> str:
    r"""Return a picture in Markdown, with special characters escaped.

    >>> _markdown("a [b] <c> `d`", "x y.svg")
    '![a \\[b\\] &lt;c&gt; \\`d\\`](x%20y.svg)'
    """
    text = re.sub(r"([\\`*_\[\]!])", r"\\\1", alt)
    return f"![{text.replace('<', '&lt;').replace('>', '&gt;')}]({_address(address)})"


def _wiki_text(alt: str) -> str:
    """Return a text without the special characters of Confluence markup."""
    return alt.translate(str.maketrans('|!,"{}[]', "/.;'()()"))


def _address(address: str) -> str:
    """Return a path or an address with special characters escaped."""
    return quote(address, safe="/:?&=%#~+@")
