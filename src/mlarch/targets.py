"""Find the architectures that one word of a command line names: an entry, a family, a file or `-`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlarch import listing
from mlarch.errors import DocumentError, MlarchError, ScriptError, UnknownNameError
from mlarch.listing import Entry
from mlarch.model import Architecture

__all__ = ["read_parameters", "resolve", "resolve_all", "resolve_one"]

_DOCUMENTS = (".yaml", ".yml", ".json")


def read_parameters(texts: Iterable[str]) -> dict[str, Any]:
    """Return the parameters of `name=value` texts, the values read as YAML.

    Raises:
        DocumentError: where a text is not of that form.
    """
    from mlarch import document

    parameters = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise DocumentError(f"--set {text}: not of the form 'name=value'")
        parameters[name.strip()] = document.parse_value(value)
    return parameters


def resolve_all(
    targets: Iterable[str], parameters: Mapping[str, Any], read: Callable[[], str]
) -> tuple[Architecture, ...]:
    """Return the architectures of all targets.

    Raises:
        MlarchError: with the problems of every target.
    """
    found: list[Architecture] = []
    failed: list[MlarchError] = []
    for target in targets:
        try:
            found += resolve(target, parameters, read)
        except MlarchError as error:
            failed.append(error)
    if failed:
        raise MlarchError([problem for error in failed for problem in error.problems])
    return tuple(found)


def resolve_one(target: str, parameters: Mapping[str, Any], read: Callable[[], str]) -> Architecture:
    """Return the one architecture of a target.

    Raises:
        UnknownNameError: where it has several.
    """
    found = resolve(target, parameters, read)
    if len(found) > 1:
        listed = ", ".join(f"'{arch.name}'" for arch in found)
        raise UnknownNameError(f"'{target}' has several architectures: {listed}")
    return found[0]


def resolve(target: str, parameters: Mapping[str, Any], read: Callable[[], str]) -> tuple[Architecture, ...]:
    """Return the architectures of a name, a family, a document or a script; `-` is the document `read` gives.

    A family passes each parameter on to those of its steps that have it.

    Raises:
        UnknownNameError: where there is no such entry or parameter.
        DocumentError, ScriptError: where a file cannot be read or run.
    """
    path = Path(target)
    if target == "-":
        return _document("-", parameters, read())
    if path.suffix == ".py":
        return _script(path, parameters)
    if path.suffix in _DOCUMENTS:
        return _document(target, parameters)
    entry = listing.find(target)
    prefix = "zoo:" if target.startswith("zoo:") else ""
    members = [listing.find(prefix + name) for name in entry.members]
    return _loaded(members, parameters) if members else (listing.load(entry, **parameters),)


def _loaded(entries: Sequence[Entry], parameters: Mapping[str, Any]) -> tuple[Architecture, ...]:
    """Return the architectures of entries that share parameters, each of which one of them must have."""
    accepted = [{parameter.name for parameter in entry.parameters} for entry in entries]
    anywhere = set().union(*accepted)
    return tuple(
        listing.load(entry, **{k: v for k, v in parameters.items() if k in own or k not in anywhere})
        for entry, own in zip(entries, accepted, strict=True)
    )


def _document(path: str, parameters: Mapping[str, Any], text: str | None = None) -> tuple[Architecture, ...]:
    from mlarch import document

    if parameters:
        raise UnknownNameError(f"{path}: a document takes no parameters")
    return (document.load(path) if text is None else document.from_yaml(text, name="stdin", path="-"),)


def _script(path: Path, parameters: Mapping[str, Any]) -> tuple[Architecture, ...]:
    from mlarch import recording

    if not path.is_file():
        raise ScriptError(f"{path}: no such file")
    builders = [entry for entry in listing.in_file(path) if entry.function]
    if builders:
        return _loaded(builders, parameters)
    if parameters:
        raise UnknownNameError(f"{path}: a script without @architecture takes no parameters")
    return tuple(recorded.architecture for recorded in recording.run_script(path))
