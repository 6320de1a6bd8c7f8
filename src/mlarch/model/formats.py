"""Know the formats an architecture can be written in: their names, suffixes and media types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.model.frozen import FrozenMap

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True)
class Format:
    """What a file in a format is called and what it holds; `also` are further suffixes it is known by."""

    suffix: str
    media_type: str = "text/plain"
    also: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = FrozenMap(
    {
        "svg": Format("svg", "image/svg+xml"),
        "png": Format("png", "image/png"),
        "d2": Format("d2"),
        "dot": Format("dot", "text/vnd.graphviz", ("gv",)),
        "drawio": Format("drawio", "application/vnd.jgraph.mxfile"),
        "html": Format("html", "text/html", ("htm",)),
        "json": Format("json", "application/json"),
        "mermaid": Format("mmd", "text/vnd.mermaid"),
        "pdf": Format("pdf", "application/pdf"),
        "python": Format("py", "text/x-python"),
        "text": Format("txt"),
        "yaml": Format("yaml", "application/yaml", ("yml",)),
    }
)
"""Every format by its name, pictures first."""


def format_of(name: str) -> str:
    """Return the format that a name or suffix means.

    Raises:
        UnknownNameError: where there is none.

    >>> format_of("yml"), format_of("PNG"), format_of("mmd")
    ('yaml', 'png', 'mermaid')
    """
    for format, known in FORMATS.items():
        if name.lower() in (format, known.suffix, *known.also):
            return format
    hint = did_you_mean(name, FORMATS) or f" Formats are {', '.join(FORMATS)}"
    raise UnknownNameError(f"unknown format '{name}'.{hint}")
