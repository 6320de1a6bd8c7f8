"""Write what to paste into a page so that it shows a picture: with alt text, and dark where that can be."""

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

__all__ = ["PLACES", "WIDTH", "Embedding", "Shown", "alt_text", "embed", "picture"]

WIDTH = 800
"""CSS pixels of a PNG in a place that takes no SVG."""


@dataclass(frozen=True)
class Shown:
    """A picture that a page shows: its file name without suffix, its format, and how it is drawn."""

    name: str
    format: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.{self.format}"


@dataclass(frozen=True)
class Embedding:
    """What to paste, and the pictures that have to be where it says."""

    text: str
    pictures: tuple[Shown, ...]


def embed(
    arch: Architecture, place: str, *, base: str = "out/", width: int = WIDTH, links: bool = False
) -> Embedding:
    """Return what shows `arch` in one of `PLACES`; `base` is what comes before the names of its pictures.

    `width` and `links`, a numbered list of links below the picture, are for places that take PNG.

    Raises:
        UnknownNameError: where there is no such place.
    """
    if place not in PLACES:
        hint = did_you_mean(place, PLACES) or f" There are {', '.join(PLACES)}"
        raise UnknownNameError(f"unknown place '{place}'.{hint}")
    return PLACES[place](arch, base, width, links)


def alt_text(arch: Architecture) -> str:
    """Return the description of an architecture in one line: its title, then its paragraph."""
    title = " ".join(arch.title.split()).rstrip(".")
    return f"{title}. {to_paragraph(arch)}".strip()


def picture(alt: str, light: str, dark: str) -> str:
    """Return HTML that shows one of two pictures, as its reader prefers.

    >>> print(picture("A & B", "a.svg", "a dark.svg"))
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
    light, dark = Shown(arch.name, "svg"), Shown(f"{arch.name}-dark", "svg", {"theme": "dark"})
    return Embedding(picture(alt_text(arch), base + light.file, base + dark.file), (light, dark))


def _mkdocs(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    # In Markdown and not in HTML, for MkDocs moves addresses along with pages only there; and one file,
    # for two are shown both by any theme but Material.
    shown = Shown(f"{arch.name}-auto", "svg", {"theme": "auto"})
    return Embedding(_markdown(alt_text(arch), base + shown.file), (shown,))


def _confluence(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    shown = _print(arch, width, links)
    file = shown.file.rpartition("/")[2]  # attachments have no folder
    return Embedding(f"!{file}|width={width},alt={_in_wiki(alt_text(arch))}!", (shown,))


def _notion(arch: Architecture, base: str, width: int, links: bool) -> Embedding:
    shown = _print(arch, width, links)
    return Embedding(_markdown(alt_text(arch), base + shown.file), (shown,))


def _print(arch: Architecture, width: int, links: bool) -> Shown:
    more = {"links": True} if links else {}
    name = f"{arch.name}-{width}{'-links' if links else ''}"
    return Shown(name, "png", {"width": float(width), **more})


PLACES: Mapping[str, Callable[[Architecture, str, int, bool], Embedding]] = {
    "github": _github,
    "mkdocs": _mkdocs,
    "confluence": _confluence,
    "notion": _notion,
}
"""Every place there is something to paste for."""


def _markdown(alt: str, address: str) -> str:
    r"""Return a picture in Markdown, with text that stays text.

    >>> _markdown("a [b] <c> `d`", "x y.svg")
    '![a \\[b\\] &lt;c&gt; \\`d\\`](x%20y.svg)'
    """
    text = re.sub(r"([\\`*_\[\]!])", r"\\\1", alt)
    return f"![{text.replace('<', '&lt;').replace('>', '&gt;')}]({_address(address)})"


def _in_wiki(alt: str) -> str:
    """Return a text without what ends a value, a picture or a macro in the markup of Confluence."""
    return alt.translate(str.maketrans('|!,"{}[]', "/.;'()()"))


def _address(address: str) -> str:
    """Return a path or an address as it stands in a page."""
    return quote(address, safe="/:?&=%#~+@")
