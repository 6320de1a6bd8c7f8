"""Write an architecture in other languages: one module a format, an architecture in, a text out."""

from __future__ import annotations

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.exporters.dot import to_dot
from mlarch.exporters.json import to_json
from mlarch.exporters.python import to_python
from mlarch.exporters.yaml import to_yaml
from mlarch.model import Architecture

__all__ = ["FORMATS", "export", "to_dot", "to_json", "to_python", "to_yaml"]

_WRITERS = {"dot": to_dot, "json": to_json, "python": to_python, "yaml": to_yaml}
FORMATS = tuple(_WRITERS)


def export(arch: Architecture, format: str) -> str:
    """Return `arch` in one of `FORMATS`.

    Raises:
        UnknownNameError: where the format is none of them.
    """
    if format not in _WRITERS:
        hint = did_you_mean(format, FORMATS)
        raise UnknownNameError(f"unknown format '{format}': one of {', '.join(FORMATS)}.{hint}")
    return _WRITERS[format](arch)
