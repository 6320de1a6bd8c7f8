"""Read and write architectures as documents: YAML and JSON of one shape."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mlarch.document.mapping import from_mapping, to_mapping
from mlarch.errors import DocumentError
from mlarch.model import Architecture

__all__ = [
    "from_json",
    "from_mapping",
    "from_yaml",
    "load",
    "parse_value",
    "to_json",
    "to_mapping",
    "to_yaml",
]


def to_yaml(arch: Architecture) -> str:
    """Return a minimal YAML document that loads back equal."""
    from mlarch.document.writing import dump

    return dump(to_mapping(arch))


def from_yaml(text: str, *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a YAML document.

    `name` is its name where it does not say one; `path` is what messages call the document.

    Raises:
        DocumentError: with every problem, `path:line:column: message`.
    """
    from mlarch.document.building import build
    from mlarch.document.reading import parse

    root, places, problems = parse(text, path)
    return build(root, places, problems, name=name)


def to_json(arch: Architecture) -> str:
    """Return the whole architecture as JSON, every key written."""
    return json.dumps(to_mapping(arch, full=True), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a JSON document, in the shape of a YAML one.

    Raises:
        DocumentError: with every problem in it.
    """
    prefix = f"{path}:" if path else ""
    try:
        mapping = json.loads(text, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        raise DocumentError(f"{prefix}{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DocumentError(f"{prefix} {reason}".strip()) from None
    return from_mapping(mapping, name=name, path=path)


def parse_value(text: str, *, path: str = "") -> Any:
    """Return one value written as YAML; `path` is what messages call it.

    Raises:
        DocumentError: where it is not YAML.

    >>> parse_value("[2, 3]"), parse_value("no"), parse_value("1.10")
    ([2, 3], 'no', 1.1)
    """
    from mlarch.document.building import plain
    from mlarch.document.reading import parse

    root, places, problems = parse(text, path)
    if problems:
        raise DocumentError(places.locate(problems))
    return plain(root)


def load(path: str | os.PathLike[str]) -> Architecture:
    """Return the architecture of a file: JSON where its suffix is `.json`, else YAML.

    Its name, where it does not say one, is the path below a folder `architectures`, or the file's
    own name, without suffix.

    Raises:
        DocumentError: where it cannot be read, or with every problem in it.
    """
    text = _text(Path(path))
    read = from_json if Path(path).suffix == ".json" else from_yaml
    return read(text, name=_name(Path(path)), path=os.fspath(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the path
        raise DocumentError(f"{str(path)!r}: cannot be read: {error}") from None


def _name(path: Path) -> str:
    parts = path.resolve().with_suffix("").parts
    if "architectures" in parts[:-1]:
        last = len(parts) - 1 - parts[::-1].index("architectures")
        return "/".join(parts[last + 1 :])
    return parts[-1]


def _no_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key '{key}' is written twice")
        found[key] = value
    return found
