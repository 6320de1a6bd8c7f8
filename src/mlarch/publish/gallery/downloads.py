"""Make the downloads: an entry in several formats, also on other providers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from mlarch import documents
from mlarch.drawing import png
from mlarch.drawing.fingerprints import KEY, read_fingerprint
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.exporters import writing
from mlarch.exporters.drawio import export_layout
from mlarch.exporters.drawio_cells import image_uri
from mlarch.model import Architecture
from mlarch.model.formats import FORMATS
from mlarch.project.entry import Entry
from mlarch.publish.gallery.inline_pictures import InlinePicture, icon_file
from mlarch.publish.gallery.paths import download_path

__all__ = ["bundle", "files", "icon_script", "offers", "overlay"]

Make = Callable[[Entry, Architecture], str | bytes]

# Formats with their names on the page.
_NAMES = {
    "svg": "SVG",
    "png": "PNG",
    "mermaid": "Mermaid",
    "d2": "D2",
    "drawio": "draw.io",
    "python": "Python",
}
_DARK, _OVERLAY = "SVG, dark", "YAML overlay"
_DARK_ENDING, _OVERLAY_ENDING = "-dark.svg", ".yaml"
_SCALE = 1.5  # smaller than usual: PNGs are most of a gallery's size


def files(entry: Entry) -> Iterator[tuple[str, Make]]:
    """Yield the path of each download of an entry, and the function that makes it."""
    for format in _NAMES:
        yield download_path(entry, _ending(format)), _maker(format)
    yield (
        download_path(entry, _DARK_ENDING),
        lambda entry, arch: writing.produce(arch, "svg", theme="dark"),
    )
    yield download_path(entry, _OVERLAY_ENDING), overlay


def offers(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of each download of an entry."""
    for format, name in _NAMES.items():
        yield name, download_path(entry, _ending(format))
    yield _DARK, download_path(entry, _DARK_ENDING)
    yield _OVERLAY, download_path(entry, _OVERLAY_ENDING)


def bundle(entry: Entry, arch: Architecture, provider: str, picture: InlinePicture) -> str:
    """Return a script with the downloads of an entry on another provider.

    A page that was opened as a file can load scripts only. The page makes SVG and PNG itself, from
    `picture` with its rules and its icons, which are scripts, too.
    """
    stem = f"{PurePath(entry.name).name}-{provider}"
    drawio = _without_icons(export_layout(arch, picture.layout), picture.icons.values())
    texts = {
        "Mermaid": [f"{stem}.mmd", writing.produce(arch, "mermaid")],
        "D2": [f"{stem}.d2", writing.produce(arch, "d2")],
        "draw.io": [f"{stem}.drawio", drawio],
        "Python": [f"{stem}.py", writing.produce(arch, "python")],
        _OVERLAY: [f"{stem}{_OVERLAY_ENDING}", overlay(entry, arch, provider)],
    }
    pictures = {
        "SVG": [f"{stem}.svg", "light"],
        "PNG": [f"{stem}.png", "light"],
        _DARK: [f"{stem}{_DARK_ENDING}", "dark"],
    }
    data = {"texts": texts, "pictures": pictures, "rules": picture.rules, "icons": [*picture.icons]}
    return f"mlarchBundle({json.dumps(provider)}, {json.dumps(data, separators=(',', ':'))});\n"


def icon_script(icon: EmbeddedIcon) -> str:
    """Return a script with an icon, for pages that may not read its file."""
    return f"mlarchIcon({json.dumps(icon_file(icon))}, {json.dumps(icon.uri)});\n"


def overlay(entry: Entry, arch: Architecture, provider: str = "") -> str:
    """Return an overlay of an installed entry, the document of any other."""
    from mlarch.documents.template import starter

    if entry.builtin or entry.package:
        return starter(arch, entry.name, provider=provider)
    return documents.to_yaml(arch)


def _without_icons(drawio: str, icons: Iterable[EmbeddedIcon]) -> str:
    """Return a draw.io file with names for icons; `downloads.js` embeds them."""
    for icon in icons:
        drawio = drawio.replace(image_uri(icon), f"icon:{icon_file(icon)}")
    return drawio


def _ending(format: str) -> str:
    return f".{FORMATS[format].suffix}"


def _maker(format: str) -> Make:
    return _make_png if format == "png" else lambda entry, arch: writing.produce(arch, format)


def _make_png(entry: Entry, arch: Architecture) -> bytes:
    data: Any = writing.produce(arch, "png", scale=_SCALE)
    return png.with_text(png.lean(data), KEY, read_fingerprint(data))
