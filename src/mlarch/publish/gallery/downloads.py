"""Make what can be taken away: files of an entry as it is, and a bundle of what it is on another provider."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from mlarch import documents
from mlarch.drawing import png
from mlarch.drawing.fingerprint import KEY, read_fingerprint
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.exporters import writing
from mlarch.exporters.drawio import export_layout
from mlarch.model import Architecture
from mlarch.project.entry import Entry
from mlarch.publish.gallery.pictures import Inline, icon_file

__all__ = ["bundle", "bundle_path", "files", "icon_script", "offers", "overlay", "picture"]

Make = Callable[[Entry, Architecture], str | bytes]

_FORMATS = {
    "svg": "SVG",
    "png": "PNG",
    "mermaid": "Mermaid",
    "d2": "D2",
    "drawio": "draw.io",
    "python": "Python",
}
_DARK, _OVERLAY = "SVG, dark", "YAML overlay"
_SCALE = 1.5  # of PNGs, which are most of what a site weighs


def files(entry: Entry) -> Iterator[tuple[str, Make]]:
    """Yield the path of each file that an entry offers as it is, and what makes it."""
    for format in _FORMATS:
        yield _file(entry, format), _maker(format)
    yield picture(entry, "dark"), lambda entry, arch: writing.produce(arch, "svg", theme="dark")
    yield f"files/{entry.name}.yaml", overlay


def offers(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of what can be taken away."""
    for format, name in _FORMATS.items():
        yield name, _file(entry, format)
    yield _DARK, picture(entry, "dark")
    yield _OVERLAY, f"files/{entry.name}.yaml"


def picture(entry: Entry, theme: str) -> str:
    """Return the path of the SVG of an entry in a theme."""
    return f"files/{entry.name}{'' if theme == 'light' else f'-{theme}'}.svg"


def bundle_path(entry: Entry, provider: str) -> str:
    """Return the path of the script that a page loads to take away what it shows of a provider."""
    return f"files/{entry.name}-{provider}.js"


def bundle(entry: Entry, arch: Architecture, provider: str, shown: Inline) -> str:
    """Return a script with the texts of an entry on a provider, and what makes its picture whole.

    A page that was opened as a file can load nothing but scripts. SVG and PNG are made in the page of
    the picture `shown`, with its rules and with icons, which are scripts of their own.
    """
    stem = f"{PurePath(entry.name).name}-{provider}"
    texts = {
        "Mermaid": [f"{stem}.mmd", writing.produce(arch, "mermaid")],
        "D2": [f"{stem}.d2", writing.produce(arch, "d2")],
        "draw.io": [f"{stem}.drawio", _without(shown.icons.values(), export_layout(arch, shown.layout))],
        "Python": [f"{stem}.py", writing.produce(arch, "python")],
        _OVERLAY: [f"{stem}.yaml", overlay(entry, arch, provider)],
    }
    pictures = {
        "SVG": [f"{stem}.svg", "light"],
        "PNG": [f"{stem}.png", "light"],
        _DARK: [f"{stem}-dark.svg", "dark"],
    }
    data = {"texts": texts, "pictures": pictures, "rules": shown.rules, "icons": [*shown.icons]}
    return f"mlarchTake({json.dumps(provider)}, {json.dumps(data, separators=(',', ':'))});\n"


def icon_script(icon: EmbeddedIcon) -> str:
    """Return a script with an icon, for pages that may not read the file of it."""
    return f"mlarchIcon({json.dumps(icon_file(icon))}, {json.dumps(icon.uri)});\n"


def _without(icons: Iterable[EmbeddedIcon], text: str) -> str:
    """Return a draw.io file with names in place of the icons in it."""
    for icon in icons:
        text = text.replace(icon.uri.replace(";base64,", ","), f"icon:{icon_file(icon)}")
    return text


def _file(entry: Entry, format: str) -> str:
    return f"files/{entry.name}{writing.place('', entry.name, format).suffix}"


def _maker(format: str) -> Make:
    return _png if format == "png" else lambda entry, arch: writing.produce(arch, format)


def _png(entry: Entry, arch: Architecture) -> bytes:
    whole: Any = writing.produce(arch, "png", scale=_SCALE)
    return png.with_text(png.lean(whole), KEY, read_fingerprint(whole))


def overlay(entry: Entry, arch: Architecture, provider: str = "") -> str:
    from mlarch.documents.template import starter

    if entry.builtin or entry.package:
        return starter(arch, entry.name, provider=provider)
    return documents.to_yaml(arch)
