"""Say in one line what a picture was made from."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlarch.layout import installed
from mlarch.layout.options import Options
from mlarch.model import Architecture

__all__ = ["KEY", "fingerprint", "read_fingerprint", "versions"]

KEY = "mlarch-fingerprint"
# Neither beginning can stand in a text of the picture: `<` is escaped there, and a PNG holds none.
_PATTERN = re.compile(
    rb'(?:<fingerprint xmlns="urn:mlarch" mlarch-fingerprint="|tEXtmlarch-fingerprint\0)([0-9a-f]{40})'
)


def fingerprint(arch: Architecture, options: Options | None = None, **more: object) -> str:
    """Return 40 hexadecimal digits over content, options and the versions of all that draws.

    `more` is what else shows in the output, such as the scale of a PNG. Neither the Python version
    nor the platform counts.
    """
    parts = [_plain(arch), _plain(options or Options()), _plain(more), dict(versions())]
    text = json.dumps(parts, sort_keys=False, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def read_fingerprint(data: bytes) -> str:
    """Return the fingerprint inside an SVG or PNG, empty where there is none."""
    found = _PATTERN.search(data)
    return found[1].decode() if found else ""


@functools.cache
def versions() -> Mapping[str, str]:
    """Return the versions that show in a picture, by what they are of; nothing is loaded for it."""
    names = {
        "mlarch": "mlarch",
        "engine": "pygraphviz",
        "rasteriser": "pyvips-binary",  # It scales the icons of an SVG, too.
        "font": "fontpkg-inter",
        "icons": "diagrams",
    }
    found = {what: installed.version(package) for what, package in names.items()}
    if os.environ.get("MLARCH_DOT") or not found["engine"]:
        from mlarch.layout import engine

        found["engine"] = f"dot {engine.version()}"
    return found


def _plain(value: Any) -> Any:
    """Return a value as lists and pairs, in its own order; of an icon its content counts, 2 is 2.0."""
    if dataclasses.is_dataclass(value):
        fields = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [[name, _content(item) if name in ("icon", "logo") else _plain(item)] for name, item in fields]
    if isinstance(value, Mapping):
        return [[key, _plain(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _content(path: str) -> str:
    """Return a hash of what a file holds, so that its folder does not count; its path where it has none."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else ""
    except OSError:
        return path
