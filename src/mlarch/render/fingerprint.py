"""Say in one line what a picture was made from."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mlarch.model import Architecture
from mlarch.render.options import Options

__all__ = ["KEY", "fingerprint", "read_fingerprint", "versions"]

KEY = "mlarch-fingerprint"
_PATTERN = re.compile(rb"mlarch-fingerprint(?:=\"|\0)([0-9a-f]{40})")


def fingerprint(arch: Architecture, options: Options | None = None, **more: object) -> str:
    """Return 40 hexadecimal digits over content, options and the versions of all that draws.

    `more` is what else shows in the output, such as the scale of a PNG. Neither the Python version
    nor the platform counts.
    """
    parts = [_plain(arch), dataclasses.asdict(options or Options()), dict(more), dict(versions())]
    text = json.dumps(parts, sort_keys=False, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def read_fingerprint(data: bytes) -> str:
    """Return the fingerprint inside an SVG or PNG, empty where there is none."""
    found = _PATTERN.search(data)
    return found[1].decode() if found else ""


@functools.cache
def versions() -> Mapping[str, str]:
    """Return the versions that show in a picture, by what they are of; nothing is loaded for it."""
    names = {"mlarch": "mlarch", "engine": "pygraphviz", "font": "fontpkg-inter", "icons": "diagrams"}
    found = {what: _installed(package) for what, package in names.items()}
    if os.environ.get("MLARCH_DOT") or not found["engine"]:
        from mlarch.render import engine

        found["engine"] = f"dot {engine.version()}"
    return found


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plain(value: Any) -> Any:
    """Return a value of the model as lists and pairs, in its own order."""
    if dataclasses.is_dataclass(value):
        return [[f.name, _plain(getattr(value, f.name))] for f in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return [[key, _plain(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
