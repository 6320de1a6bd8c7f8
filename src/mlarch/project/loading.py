"""Load architectures and decisions from documents, with everything that they extend."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlarch.documents import resolving
from mlarch.documents.decisions import (
    decision_architecture,
    extended_decision,
    is_decision,
    read_decision,
)
from mlarch.documents.files import parse_layer, read_layer
from mlarch.documents.layers import Layer
from mlarch.documents.locations import Places
from mlarch.documents.paths import PathResolver, default_name
from mlarch.documents.resolving import Request
from mlarch.documents.scalars import plain
from mlarch.documents.yaml_reader import parse
from mlarch.errors import DocumentError
from mlarch.model import Architecture
from mlarch.model.decision import Decision
from mlarch.project.bases import RegistryBases

__all__ = [
    "base",
    "decision",
    "from_json",
    "from_mapping",
    "from_yaml",
    "load",
    "overlay",
    "parse_value",
]


def load(
    path: str | os.PathLike[str],
    *,
    name: str = "",
    parameters: Mapping[str, Any] | None = None,
    bases: RegistryBases | None = None,
    requested: set[Path] | None = None,
) -> Architecture:
    """Return the architecture of a file: JSON by its suffix, else YAML.

    `name` is the default of its key `name`. Without both, it is the path below a folder
    `architectures`, or the file name, without suffix. `parameters` override those of the documents.
    Keep one `bases` for several documents. `requested` is extended by the paths that the documents
    name. Edges that an overlay removes with a node are logged.

    Raises:
        DocumentError: if it cannot be read, or with every problem in it and in what it extends.
    """
    file = Path(path)
    layer = read_layer(file, os.fspath(path), requested=requested)
    return _resolved(
        layer, file, Request(name or default_name(file), bases or RegistryBases(), parameters or {})
    )


def decision(path: str | os.PathLike[str], *, text: str | None = None, name: str = "") -> Decision:
    """Return the decision of a file, or of a text that messages call `path`.

    A document without questions of its own has those of its base.

    Raises:
        DocumentError: if it cannot be read or is not a decision, or with every problem in it.
    """
    file: Path | None = Path(path)
    name = name or default_name(path)
    if text is None:
        layer = read_layer(Path(path), os.fspath(path))
    else:
        layer, file = parse_layer(text, str(path), PathResolver.of()), None
    if is_decision(layer):
        return read_decision(layer, name, RegistryBases())
    return extended_decision(layer, name, file, RegistryBases())


def from_yaml(
    text: str, *, name: str = "", path: str = "", parameters: Mapping[str, Any] | None = None
) -> Architecture:
    """Return the architecture of a YAML document.

    `name` is its default name, and `path` its name in messages. Paths in it are relative to the
    working directory. `parameters` override those of the document.

    Raises:
        DocumentError: with every problem, `path:line:column: message`.
    """
    layer = parse_layer(text, path, PathResolver.of())
    return _resolved(layer, None, Request(name, RegistryBases(), parameters or {}))


def from_json(text: str, *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a JSON document, which has the shape of a YAML one.

    Raises:
        DocumentError: with every problem in it.
    """
    layer = parse_layer(text, path, PathResolver.of(), json=True)
    return _resolved(layer, None, Request(name, RegistryBases()))


def from_mapping(mapping: Mapping[str, Any], *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a mapping in the shape of a document.

    `name` is its default name, and `path` its name in messages.

    Raises:
        DocumentError: with every problem in it.
    """
    layer = Layer(mapping, Places(path), [], PathResolver.of())
    return resolving.resolve(layer, None, Request(name, RegistryBases()))


def base(path: str | os.PathLike[str]) -> Architecture:
    """Return the base of a document, without the changes of the document.

    Raises:
        DocumentError: if it extends nothing, or its base cannot be found or read.
    """
    file = Path(path)
    layer = read_layer(file, os.fspath(path))
    return resolving.base_of(layer, file, Request(default_name(file), RegistryBases()))


def overlay(arch: Architecture, changes: Mapping[str, Any] | str | os.PathLike[str]) -> Architecture:
    """Return an architecture changed by a mapping or the document at a path.

    The key `extends` of the overlay is ignored.

    Raises:
        DocumentError: with every problem in it.
    """
    if isinstance(changes, Mapping):
        return resolving.overlay(arch, Layer(changes, Places(), [], PathResolver.of()))
    return resolving.overlay(arch, read_layer(Path(changes), os.fspath(changes)))


def parse_value(text: str, *, path: str = "") -> Any:
    """Return a value written as YAML; `path` is its name in messages.

    Raises:
        DocumentError: if it is not YAML.

    >>> parse_value("[2, 3]"), parse_value("no"), parse_value("1.10")
    ([2, 3], 'no', 1.1)
    """
    parsed = parse(text, path)
    if parsed.problems:
        raise DocumentError(parsed.places.locate(parsed.problems))
    return plain(parsed.root)


def _resolved(layer: Layer, path: Path | None, request: Request) -> Architecture:
    if is_decision(layer):
        return decision_architecture(layer, request.name, request.parameters, request.bases)
    return resolving.resolve(layer, path, request)
