"""Store accepted pictures as files: layouts as JSON, one item per line, and drawings as SVG without icons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mlarch.layout.positioned import Layout

__all__ = ["FOLDER", "accepted", "difference", "drawing_text", "first_line", "from_text", "path", "to_text"]

FOLDER = Path(__file__).parent / "golden"


def path(name: str, suffix: str) -> Path:
    """Return the file of an entry, with `.` for `/` in its name."""
    return FOLDER / f"{name.replace('/', '.')}{suffix}"


def accepted(file: Path) -> str:
    """Return the content of an accepted file."""
    assert file.is_file(), f"{file.name} is missing: look at the picture, then run pytest --accept"
    return file.read_text(encoding="utf-8")


def to_text(layout: Layout, engine: str) -> str:
    """Return a layout as JSON with one item per line, and the version of its engine."""
    parts = [f'"engine": {json.dumps(engine)}']
    for key, value in asdict(layout).items():
        items = value if isinstance(value, (list, tuple)) else None
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items or ())
        parts.append(f'"{key}": {json.dumps(value) if items is None else f"[{lines}]"}')
    return "{" + ",\n".join(parts) + "}\n"


def from_text(text: str) -> Layout:
    """Return the layout in such a text."""
    layout: Layout = _typed(Layout, json.loads(text))
    return layout


def _typed(kind: Any, value: Any) -> Any:
    """Return plain data as the annotated type."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (argument for argument in get_args(kind) if argument is not NoneType)
        return None if value is None else _typed(kind, value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_typed(argument, item) for argument, item in zip(kinds, value, strict=True))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _typed(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    return value


def drawing_text(svg: str) -> str:
    """Return a drawing without the hash in its ids, its fingerprint, and the bytes of its icons."""
    (root,) = re.findall(r'<svg [^>]*?\bid="(m[0-9a-f]{10})"', svg)
    text = re.sub(r'mlarch-fingerprint="[^"]*"', 'mlarch-fingerprint=""', svg.replace(root, "m"))
    return re.sub(r";base64,[A-Za-z0-9+/=]+", ";base64,", text)


def difference(new: Any, golden: Any) -> str:
    """Return the first difference of two plain values, empty if they are equal.

    >>> difference({"nodes": [{"x": 1}]}, {"nodes": [{"x": 2}]})
    'nodes[0].x: 1, golden 2'
    """
    return next(_differences(new, golden, ""), "")


def _differences(new: Any, golden: Any, at: str) -> Iterator[str]:
    if isinstance(new, dict) and isinstance(golden, dict) and list(new) == list(golden):
        for key in new:
            yield from _differences(new[key], golden[key], f"{at}.{key}".lstrip("."))
    elif isinstance(new, list) and isinstance(golden, list) and len(new) == len(golden):
        for number, pair in enumerate(zip(new, golden, strict=True)):
            yield from _differences(*pair, f"{at}[{number}]")
    elif new != golden:
        yield f"{at}: {_short(new)}, golden {_short(golden)}"


def _short(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return f"{len(value)} items"
    return json.dumps(value, ensure_ascii=False)


def first_line(new: str, golden: str) -> str:
    """Return the first difference of two texts: line, column, and both texts from there on.

    >>> first_line("a\\nbc", "a\\nbd")
    'line 2, column 2: c, golden d'
    """
    pairs = zip([*new.splitlines(), ""], [*golden.splitlines(), ""], strict=False)
    for number, (ours, theirs) in enumerate(pairs, start=1):
        if ours != theirs:
            column = next(
                (i for i, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), 0
            )
            here = slice(column, column + 60)
            return f"line {number}, column {column + 1}: {ours[here]}, golden {theirs[here]}"
    return "" if new == golden else "one goes on where the other ends"
