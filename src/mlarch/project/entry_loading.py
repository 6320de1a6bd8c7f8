"""Load architectures by name, without a YAML library unless a document is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlarch.documents.paths import is_document
from mlarch.errors import UnknownNameError
from mlarch.model import Architecture, slug
from mlarch.model.decision import Decision
from mlarch.project.entry import Entry
from mlarch.project.registry import builder, decision_beside, entries, find, quoted

__all__ = ["entry_decision", "get", "load_entry"]


def get(name: str, /, **params: Any) -> Architecture:
    """Return the architecture of that name, built with these parameters.

    Raises:
        UnknownNameError: if the name or a parameter does not exist, or the name is that of a family.
        ParameterError: if a parameter has a value it cannot take.
    """
    return load_entry(find(name), **params)


def load_entry(entry: Entry, requested: set[Path] | None = None, /, **params: Any) -> Architecture:
    """Return the architecture of an entry, built with these parameters.

    `requested` is extended by the paths that its documents name.

    Raises:
        UnknownNameError: if a parameter does not exist, or the entry is a family.
        ParameterError: if a parameter has a value it cannot take.
        DocumentError: with every problem of a document.
    """
    if entry.kind == "family":
        raise UnknownNameError(
            f"'{entry.name}' is a family; its architectures are {quoted(entry.members, 'and')}"
        )
    if is_document(entry.path):
        from mlarch.project import loading

        return loading.load(entry.path, name=entry.name, parameters=params, requested=requested)
    return builder(entry)(**params) if entry.function else _run_script(entry, params)


def entry_decision(entry: Entry, /) -> Decision:
    """Return the decision of an entry.

    Raises:
        UnknownNameError: if it is not a decision; the message lists those there are.
        DocumentError: with every problem of a document.
    """
    if entry.kind != "decision":
        known = quoted((other.name for other in entries() if other.kind == "decision"), "and")
        raise UnknownNameError(f"'{entry.name}' is no decision; there are {known}")
    if is_document(entry.path):
        from mlarch.project import loading

        return loading.decision(entry.path, name=entry.name)
    return decision_beside(entry)


def _run_script(entry: Entry, params: Mapping[str, Any]) -> Architecture:
    from mlarch import recording

    if params:
        raise UnknownNameError(f"{entry.name}: a script without @architecture takes no parameters")
    recorded: list[Architecture] = [diagram.architecture for diagram in recording.run_script(entry.path)]
    matching = [arch for arch in recorded if entry.name.endswith(f"/{slug(arch.title)}")]
    return (matching or recorded)[0].replace(name=entry.name)
