"""List the zoo and one's own architectures, and build one by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlarch.documents.conventions import FOLDER
from mlarch.errors import UnknownNameError
from mlarch.model import Architecture, slug
from mlarch.model.decision import Decision
from mlarch.project.entries import (
    Entry,
    Parameter,
    available,
    builder,
    decision_beside,
    families,
    find,
    in_file,
    is_document,
    local,
    quoted,
    zoo,
)

__all__ = [
    "FOLDER",
    "Entry",
    "Parameter",
    "available",
    "decision",
    "families",
    "find",
    "get",
    "in_file",
    "is_document",
    "load",
    "local",
    "zoo",
]


def get(name: str, /, **params: Any) -> Architecture:
    """Return the architecture of that name, built with these parameters.

    Raises:
        UnknownNameError: where name or parameter does not exist, or the name is that of a family.
        ParameterError: where a parameter has a value it cannot take.
    """
    return load(find(name), **params)


def load(entry: Entry, /, **params: Any) -> Architecture:
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


def decision(entry: Entry, /) -> Decision:
    """Return the decision of an entry.

    Raises:
        UnknownNameError: where it is none, with those there are.
        DocumentError: with all that is wrong in a document.
    """
    from mlarch.project import loading

    if entry.kind != "decision":
        known = quoted((other.name for other in available() if other.kind == "decision"), "and")
        raise UnknownNameError(f"'{entry.name}' is no decision; there are {known}")
    if is_document(entry.path):
        return loading.decision(entry.path, name=entry.name)
    return decision_beside(entry)


def _run_script(entry: Entry, params: Mapping[str, Any]) -> Architecture:
    from mlarch import recording

    if params:
        raise UnknownNameError(f"{entry.name}: a script without @architecture takes no parameters")
    recorded: list[Architecture] = [one.architecture for one in recording.run_script(entry.path)]
    matching = [arch for arch in recorded if entry.name.endswith(f"/{slug(arch.title)}")]
    return (matching or recorded)[0].replace(name=entry.name)


def _load_document(entry: Entry, params: Mapping[str, Any]) -> Architecture:

    from mlarch.project import loading

    return loading.load(entry.path, name=entry.name, parameters=params)
