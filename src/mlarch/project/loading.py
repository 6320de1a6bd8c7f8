"""Load architectures: by name, from an entry, or from a document with all that it extends."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlarch.documents.building import plain
from mlarch.documents.decisions import decision_of, drawing_of, extended, is_decision
from mlarch.documents.files import default_name, layer_of, read_layer, read_text
from mlarch.documents.layers import Layer
from mlarch.documents.locations import Places
from mlarch.documents.paths import Home
from mlarch.documents.resolving import Request, base_of, resolve
from mlarch.documents.resolving import overlay as merged
from mlarch.documents.yaml_reader import parse
from mlarch.errors import DocumentError, UnknownNameError
from mlarch.model import Architecture, slug
from mlarch.model.decision import Decision
from mlarch.project.bases import RegistryBases
from mlarch.project.entry import Entry
from mlarch.project.registry import builder, decision_beside, entries, find, is_document, quoted

__all__ = [
    "base",
    "decision",
    "entry_decision",
    "from_json",
    "from_mapping",
    "from_yaml",
    "get",
    "load",
    "load_entry",
    "overlay",
    "parse_value",
]


def get(name: str, /, **params: Any) -> Architecture:
    """Return the architecture of that name, built with these parameters.

    Raises:
        UnknownNameError: where name or parameter does not exist, or the name is that of a family.
        ParameterError: where a parameter has a value it cannot take.
    """
    return load_entry(find(name), **params)


def load_entry(entry: Entry, /, **params: Any) -> Architecture:
    """Return the architecture of an entry, built with these parameters.

    Raises:
        UnknownNameError: where a parameter does not exist, or the entry is a family.
        ParameterError: where a parameter has a value it cannot take.
        DocumentError: with all that is wrong in a document.
    """
    if entry.kind == "family":
        raise UnknownNameError(
            f"'{entry.name}' is a family; its architectures are {quoted(entry.members, 'and')}"
        )
    if is_document(entry.path):
        return _load_document(entry, params)
    return builder(entry)(**params) if entry.function else _run_script(entry, params)


def entry_decision(entry: Entry, /) -> Decision:
    """Return the decision of an entry.

    Raises:
        UnknownNameError: where it is none, with those there are.
        DocumentError: with all that is wrong in a document.
    """
    if entry.kind != "decision":
        known = quoted((other.name for other in entries() if other.kind == "decision"), "and")
        raise UnknownNameError(f"'{entry.name}' is no decision; there are {known}")
    if is_document(entry.path):
        return decision(entry.path, name=entry.name)
    return decision_beside(entry)


def _run_script(entry: Entry, params: Mapping[str, Any]) -> Architecture:
    from mlarch import recording

    if params:
        raise UnknownNameError(f"{entry.name}: a script without @architecture takes no parameters")
    recorded: list[Architecture] = [one.architecture for one in recording.run_script(entry.path)]
    matching = [arch for arch in recorded if entry.name.endswith(f"/{slug(arch.title)}")]
    return (matching or recorded)[0].replace(name=entry.name)


def _load_document(entry: Entry, params: Mapping[str, Any]) -> Architecture:

    return load(entry.path, name=entry.name, parameters=params)


def load(
    path: str | os.PathLike[str],
    *,
    name: str = "",
    parameters: Mapping[str, Any] | None = None,
    bases: RegistryBases | None = None,
) -> Architecture:
    """Return the architecture of a file and of all that it extends: JSON by its suffix, else YAML.

    Its name, where neither it nor `name` says one, is the path below a folder `architectures`, or
    the file's own name, without suffix. `parameters` come on top of those that the documents set.
    Keep one `bases` for several documents. What an overlay removes along with what it names is logged.

    Raises:
        DocumentError: where it cannot be read, or with every problem in it and what it extends.
    """
    file = Path(path)
    layer, bases = read_layer(read_text(file), file, os.fspath(path)), bases or RegistryBases()
    if is_decision(layer):
        return drawing_of(layer, name or default_name(file), parameters or {}, bases)
    request = Request(name or default_name(file), bases, parameters or {})
    return resolve(layer, file, request)


def decision(path: str | os.PathLike[str], *, text: str | None = None, name: str = "") -> Decision:
    """Return the decision of a file, or of a text that `path` is what messages call.

    A document without questions of its own has those of what it extends.

    Raises:
        DocumentError: where it cannot be read or is none, or with every problem in it.
    """
    file = Path(path)
    layer = layer_of(text, str(path), Home.of()) if text is not None else None
    layer = layer or read_layer(read_text(file), file, os.fspath(path))
    if is_decision(layer):
        return decision_of(layer, name or default_name(file), RegistryBases())
    return extended(layer, name or default_name(file), None if text is not None else file, RegistryBases())


def from_yaml(
    text: str, *, name: str = "", path: str = "", parameters: Mapping[str, Any] | None = None
) -> Architecture:
    """Return the architecture of a YAML document.

    `name` is its name where it does not say one; `path` is what messages call the document. What it
    names is looked for in the working directory. `parameters` come on top of those that it sets.

    Raises:
        DocumentError: with every problem, `path:line:column: message`.
    """
    return _resolved(text, path, Request(name, RegistryBases(), parameters or {}), json=False)


def from_json(text: str, *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a JSON document, in the shape of a YAML one.

    Raises:
        DocumentError: with every problem in it.
    """
    return _resolved(text, path, Request(name, RegistryBases()), json=True)


def from_mapping(mapping: Mapping[str, Any], *, name: str = "", path: str = "") -> Architecture:
    """Return the architecture of a mapping in the shape of a document.

    `name` is its name where it does not say one; `path` is what messages call the document.

    Raises:
        DocumentError: with everything that is wrong in it.
    """
    return resolve(Layer(mapping, Places(path), [], Home.of()), None, Request(name, RegistryBases()))


def base(path: str | os.PathLike[str]) -> Architecture:
    """Return the architecture that the document in a file changes, as it is without the document.

    Raises:
        DocumentError: where it extends nothing, or that cannot be found or read.
    """
    file = Path(path)
    layer = read_layer(read_text(file), file, os.fspath(path))
    return base_of(layer, file, Request(default_name(file), RegistryBases()))


def overlay(arch: Architecture, changes: Mapping[str, Any] | str | os.PathLike[str]) -> Architecture:
    """Return an architecture changed by an overlay: a mapping, or the path of a document.

    What the document extends does not count: the architecture is what it changes.

    Raises:
        DocumentError: with every problem in it.
    """
    if isinstance(changes, Mapping):
        return merged(arch, Layer(changes, Places(), [], Home.of()))
    file = Path(changes)
    return merged(arch, read_layer(read_text(file), file, os.fspath(changes)))


def parse_value(text: str, *, path: str = "") -> Any:
    """Return one value written as YAML; `path` is what messages call it.

    Raises:
        DocumentError: where it is not YAML.

    >>> parse_value("[2, 3]"), parse_value("no"), parse_value("1.10")
    ([2, 3], 'no', 1.1)
    """
    root, places, problems = parse(text, path)
    if problems:
        raise DocumentError(places.locate(problems))
    return plain(root)


def _resolved(text: str, path: str, request: Request, *, json: bool) -> Architecture:
    layer = layer_of(text, path, Home.of(), json=json)
    if is_decision(layer):
        return drawing_of(layer, request.name, request.parameters, request.bases)
    return resolve(layer, None, request)
