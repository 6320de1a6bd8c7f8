"""List the file formats: name, suffixes, media type and help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model.frozen import FrozenMap

__all__ = ["FORMATS", "PNG_SIGNATURE", "Format", "FormatName", "FormatSuffix", "format_of"]

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
"""The first bytes of every PNG (PNG specification, 5.2)."""

FormatName = Literal[
    "svg", "png", "d2", "dot", "drawio", "html", "json", "mermaid", "pdf", "python", "text", "yaml"
]
FormatSuffix = Literal["gv", "htm", "mmd", "py", "txt", "yml"]
"""The suffixes that are not the name of a format."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A file format. The module of `mlarch.exporters` with its name writes it.

    `help` is one sentence for README, docs and `--help`. `aliases` are further suffixes. `theme` is the
    default theme. `whole` marks documents, which also contain what the view of an architecture hides.
    """

    suffix: str
    media_type: str
    help: str
    aliases: tuple[str, ...] = ()
    theme: str = "light"
    whole: bool = False


FORMATS: Mapping[str, Format] = FrozenMap(
    {
        "svg": Format(suffix="svg", media_type="image/svg+xml", help="Vector picture, icons included."),
        "png": Format(suffix="png", media_type="image/png", help="Pixel picture, see --scale."),
        "d2": Format(suffix="d2", media_type="text/plain", help="D2 source."),
        "dot": Format(
            suffix="dot", media_type="text/vnd.graphviz", aliases=("gv",), help="Graphviz DOT source."
        ),
        "drawio": Format(
            suffix="drawio",
            media_type="application/vnd.jgraph.mxfile",
            help="draw.io diagram with this layout, for editing.",
        ),
        "html": Format(
            suffix="html",
            media_type="text/html",
            aliases=("htm",),
            theme="auto",
            help="Self-contained page with zoom, search and tooltips.",
        ),
        "json": Format(
            suffix="json", media_type="application/json", whole=True, help="Document with all fields."
        ),
        "mermaid": Format(suffix="mmd", media_type="text/vnd.mermaid", help="Mermaid flowchart."),
        "pdf": Format(suffix="pdf", media_type="application/pdf", help="One vector page; needs mlarch[pdf]."),
        "python": Format(
            suffix="py", media_type="text/x-python", help="Script for diagrams and a system Graphviz."
        ),
        "text": Format(
            suffix="txt", media_type="text/plain", help="Description in words, for screen readers."
        ),
        "yaml": Format(
            suffix="yaml",
            media_type="application/yaml",
            aliases=("yml",),
            whole=True,
            help="Document without default values.",
        ),
    }
)
"""Every format by its name, pictures first. Keep `FormatName` and `FormatSuffix` in step."""


def format_of(name: str) -> str:
    """Return the format with this name or suffix.

    Raises:
        UnknownNameError: if there is no such format.

    >>> format_of("yml"), format_of("PNG"), format_of("mmd")
    ('yaml', 'png', 'mermaid')
    """
    for format, row in FORMATS.items():
        if name.lower() in (format, row.suffix, *row.aliases):
            return format
    hint = did_you_mean(name, FORMATS) or f" Formats are {', '.join(FORMATS)}"
    raise UnknownNameError(f"unknown format '{name}'.{hint}")
