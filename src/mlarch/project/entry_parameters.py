"""Describe the parameters that a name, a document or a Python file accepts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mlarch.documents.paths import is_document
from mlarch.model.parameters import BuilderParameter
from mlarch.project import registry
from mlarch.project.annotations import static_parameters
from mlarch.project.document_header import header_text, read_header
from mlarch.project.entry import Entry

__all__ = ["parameters_of"]

_DEPTH = 50  # documents that extend each other, which may be a circle


def parameters_of(target: str) -> tuple[BuilderParameter, ...]:
    """Return the parameters of a name, a document or a Python file of builders.

    Python files of the user are read and not run.

    Raises:
        UnknownNameError: if there is no such entry.
    """
    if Path(target).suffix == ".py":
        return _unique(parameter for entry in registry.in_file(target) for parameter in _of_entry(entry))
    if is_document(target):
        return _of_document(Path(target), "")
    if target == "-":
        return ()
    entry = registry.find(target)
    members = [registry.find(name) for name in entry.members] or [entry]
    return _unique(parameter for member in members for parameter in _of_entry(member))


def _of_entry(entry: Entry) -> tuple[BuilderParameter, ...]:
    if is_document(entry.path):
        return _of_document(Path(entry.path), entry.name)
    if not entry.function:
        return ()
    if entry.module or entry.package:
        from mlarch import recording

        return recording.parameters_of(registry.builder(entry))
    return static_parameters(entry.path, entry.function)


def _of_document(path: Path, name: str, depth: int = _DEPTH) -> tuple[BuilderParameter, ...]:
    """Return the parameters of the builder that a document extends, if any."""
    base = header_text(read_header(path), "extends")
    if not base or not depth:
        return ()
    if is_document(base):
        return _of_document(path.parent / base, "", depth - 1)
    entry = registry.find(f"zoo:{base}" if base == name else base)
    if is_document(entry.path):
        return _of_document(Path(entry.path), entry.name, depth - 1)
    return _of_entry(entry)


def _unique(parameters: Iterable[BuilderParameter]) -> tuple[BuilderParameter, ...]:
    """Keep the first parameter of each name."""
    by_name: dict[str, BuilderParameter] = {}
    for parameter in parameters:
        by_name.setdefault(parameter.name, parameter)
    return tuple(by_name.values())
