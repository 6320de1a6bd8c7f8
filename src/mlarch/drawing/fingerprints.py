"""Compute the fingerprint of a picture, and read it from a file."""

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

from mlarch.layout import distributions
from mlarch.layout.options import Options
from mlarch.model import Architecture

__all__ = ["KEY", "fingerprint", "read_fingerprint", "versions"]

KEY = "mlarch-fingerprint"
# No text of a picture can match: `<` is escaped in SVG, and PNG has no other text chunk.
_PATTERN = re.compile(
    rb'(?:<fingerprint xmlns="urn:mlarch" mlarch-fingerprint="|tEXtmlarch-fingerprint\0)([0-9a-f]{40})'
)


def fingerprint(arch: Architecture, options: Options | None = None, **more: object) -> str:
    """Return a hash of content, options and versions, as 40 hexadecimal digits.

    `more` are further values that change the output, such as the scale of a PNG. The Python version and
    the platform do not count.
    """
    parts = [_plain(arch), _plain(options or Options()), _plain(more), dict(versions())]
    text = json.dumps(parts, sort_keys=False, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def read_fingerprint(data: bytes) -> str:
    """Return the fingerprint inside an SVG or PNG, empty if there is none."""
    match = _PATTERN.search(data)
    return match[1].decode() if match else ""


@functools.cache
def versions() -> Mapping[str, str]:
    """Return the versions that can change a picture; no library is loaded."""
    names = {
        "mlarch": "mlarch",
        "engine": "pygraphviz",
        "rasteriser": "pyvips-binary",  # It scales the icons of an SVG as well.
        "font": "fontpkg-inter",
        "icons": "diagrams",
    }
    versions = {name: distributions.version(package) for name, package in names.items()}
    if os.environ.get("MLARCH_DOT") or not versions["engine"]:
        from mlarch.layout import engine

        versions["engine"] = f"dot {engine.version()}"
    return versions


def _plain(value: Any) -> Any:
    """Return a value as nested lists; icons by content, 2 as 2.0."""
    if dataclasses.is_dataclass(value):
        fields = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [[name, _content(item) if name in ("icon", "logo") else _plain(item)] for name, item in fields]
    if isinstance(value, Mapping):
        return [[key, _plain(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _content(path: str) -> str:
    """Return a hash of a file's content, or its path if it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else ""
    except OSError:
        return path
