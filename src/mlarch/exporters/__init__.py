"""Write an architecture in other languages: one module a format, an architecture in, a text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.exporters.d2 import to_d2
from mlarch.exporters.dot import to_dot
from mlarch.exporters.drawio import to_drawio
from mlarch.exporters.html import to_html
from mlarch.exporters.json import to_json
from mlarch.exporters.mermaid import to_mermaid
from mlarch.exporters.pdf import to_pdf
from mlarch.exporters.python import to_python
from mlarch.exporters.text import to_text
from mlarch.exporters.yaml import to_yaml
from mlarch.layout.options import Options
from mlarch.model import Architecture

__all__ = [
    "FORMATS",
    "export",
    "to_d2",
    "to_dot",
    "to_drawio",
    "to_html",
    "to_json",
    "to_mermaid",
    "to_pdf",
    "to_python",
    "to_text",
    "to_yaml",
]

# What others draw: of the options of a picture only the direction means something there.
_DIAGRAMS: Mapping[str, Callable[[Architecture], str]] = {
    "d2": to_d2,
    "dot": to_dot,
    "mermaid": to_mermaid,
    "python": to_python,
}
_DOCUMENTS: Mapping[str, Callable[[Architecture], str]] = {
    "json": to_json,
    "text": to_text,
    "yaml": to_yaml,
}
_PICTURES: Mapping[str, Callable[..., str | bytes]] = {
    "drawio": to_drawio,
    "html": to_html,
    "pdf": to_pdf,
}
FORMATS = tuple(sorted({*_DIAGRAMS, *_DOCUMENTS, *_PICTURES}))


def export(arch: Architecture, format: str, **options: object) -> str | bytes:
    """Return `arch` in one of `FORMATS`: PDF as bytes, all others as text.

    `options` are those of `mlarch.layout.options.Options`. Formats drawn by us take them all, those that
    others draw the direction; documents and the description none.

    Raises:
        UnknownNameError: where the format is none of them, or an option does not exist.
    """
    if format not in FORMATS:
        hint = did_you_mean(format, FORMATS)
        raise UnknownNameError(f"unknown format '{format}': one of {', '.join(FORMATS)}.{hint}")
    chosen = Options.of(**options)
    if format in _PICTURES:
        return _PICTURES[format](arch, **options)
    if format in _DOCUMENTS:
        return _DOCUMENTS[format](arch)
    return _DIAGRAMS[format](arch.replace(direction=chosen.direction or arch.direction))
