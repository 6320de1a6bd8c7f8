"""Read and write architectures as documents: YAML and JSON of one shape."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlarch.document.mapping import to_mapping
from mlarch.errors import DocumentError
from mlarch.model import Architecture

if TYPE_CHECKING:
    from mlarch.document.bases import Bases

__all__ = [
    "from_json",
    "from_mapping",
    "from_yaml",
    "load",
    "overlay",
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

    `name` is its name where it does not say one; `path` is what messages call the document. What it
    names is looked for in the working directory.

    Raises:
        DocumentError: with every problem, `path:line:column: message`.
    """
    return _resolved(text, path, name, json=False)


def to_json(arch: Architecture) -> str:
    """Return the whole architecture as JSON, every key written."""
    return json.dumps(to_mapping(arch, full=True), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a JSON document, in the shape of a YAML one.

    Raises:
        DocumentError: with every problem in it.
    """
    return _resolved(text, path, name, json=True)


def from_mapping(mapping: Mapping[str, Any], *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a mapping in the shape of a document.

    `name` is its name where it does not say one; `path` is what messages call the document.

    Raises:
        DocumentError: with everything that is wrong in it.
    """
    from mlarch.document.home import Home
    from mlarch.document.layers import Layer
    from mlarch.document.places import Places
    from mlarch.document.resolving import Request, resolve

    return resolve(Layer(mapping, Places(path), [], Home.of()), None, Request(name))


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


def load(
    path: str | os.PathLike[str],
    *,
    name: str = "",
    parameters: Mapping[str, Any] | None = None,
    say: Callable[[str], object] = str,
    bases: Bases | None = None,
) -> Architecture:
    """Return the architecture of a file and of all that it extends: JSON by its suffix, else YAML.

    Its name, where neither it nor `name` says one, is the path below a folder `architectures`, or
    the file's own name, without suffix. `parameters` come on top of those that the documents set;
    `say` is told what an overlay removes along with what it names. Keep one `Bases` for several
    documents.

    Raises:
        DocumentError: where it cannot be read, or with every problem in it and what it extends.
    """
    from mlarch.document.bases import Bases as _Bases
    from mlarch.document.files import default_name, read_layer, read_text
    from mlarch.document.resolving import Request, resolve

    file = Path(path)
    layer = read_layer(read_text(file), file, os.fspath(path))
    request = Request(name or default_name(file), parameters or {}, say, bases or _Bases())
    return resolve(layer, file, request)


def overlay(
    arch: Architecture,
    changes: Mapping[str, Any] | str | os.PathLike[str],
    *,
    say: Callable[[str], object] = str,
) -> Architecture:
    """Return an architecture changed by an overlay: a mapping, or the path of a document.

    What the document extends does not count: the architecture is what it changes.

    Raises:
        DocumentError: with every problem in it.
    """
    from mlarch.document.files import read_layer, read_text
    from mlarch.document.home import Home
    from mlarch.document.layers import Layer
    from mlarch.document.places import Places
    from mlarch.document.resolving import overlay as merged

    if isinstance(changes, Mapping):
        return merged(arch, Layer(changes, Places(), [], Home.of()), say)
    file = Path(changes)
    return merged(arch, read_layer(read_text(file), file, os.fspath(changes)), say)


def _resolved(text: str, path: str, name: str, *, json: bool) -> Architecture:
    from mlarch.document.files import layer_of
    from mlarch.document.home import Home
    from mlarch.document.resolving import Request, resolve

    return resolve(layer_of(text, path, Home.of(), json=json), None, Request(name))
