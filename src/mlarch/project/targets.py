"""Find the architectures that one word of a command line names: an entry, a family, a file or `-`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mlarch.errors import DocumentError, MlarchError, ScriptError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.decision import Decision
from mlarch.project import loading, registry
from mlarch.project.entry import Entry
from mlarch.project.registry import is_document

__all__ = [
    "Surroundings",
    "base_of",
    "family_of",
    "read_parameters",
    "resolve",
    "resolve_all",
    "resolve_decision",
    "resolve_one",
]

_DOCUMENTS = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Surroundings:
    """What targets are resolved with: parameters, the text of `-`, and who is told of warnings.

    Scripts are given `arguments`, and `timeout` seconds where it is not 0.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    read: Callable[[], str] = str
    warn: Callable[[str], object] = str
    arguments: tuple[str, ...] = ()
    timeout: float = 0.0


def read_parameters(texts: Iterable[str]) -> dict[str, Any]:
    """Return the parameters of `name=value` texts, the values read as YAML.

    Raises:
        DocumentError: where a text is not of that form.
    """
    from mlarch.project import loading

    parameters = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals):
            raise DocumentError(f"--set {text}: not of the form 'name=value'")
        parameters[name.strip()] = loading.parse_value(value, path=f"--set {name.strip()}")
    return parameters


def resolve_all(targets: Iterable[str], given: Surroundings) -> tuple[Architecture, ...]:
    """Return the architectures of all targets.

    Raises:
        MlarchError: with the problems of every target.
    """
    found: list[Architecture] = []
    problems: list[str] = []
    for target in targets:
        try:
            found += resolve(target, given)
        except MlarchError as error:
            problems += error.problems
    if problems:
        raise MlarchError(problems)
    return tuple(found)


def resolve_one(target: str, given: Surroundings) -> Architecture:
    """Return the one architecture of a target.

    Raises:
        UnknownNameError: where it has several.
    """
    found = resolve(target, given)
    if len(found) > 1:
        listed = ", ".join(f"'{arch.name}'" for arch in found)
        raise UnknownNameError(f"'{target}' has several architectures: {listed}")
    return found[0]


def resolve(target: str, given: Surroundings) -> tuple[Architecture, ...]:
    """Return the architectures of a name, a family, a document or a script; `-` is a document.

    A family and a file of builders pass each parameter on to those that have it.

    Raises:
        UnknownNameError: where there is no such entry or parameter.
        DocumentError, ScriptError: where a file cannot be read or run.
    """
    path = Path(target)
    if path.suffix == ".py":
        return _script(path, given)
    if target == "-" or path.suffix in _DOCUMENTS:
        return (_document(target, given),)
    entry = registry.find(target)
    prefix = "zoo:" if target.startswith("zoo:") else ""
    members = [registry.find(prefix + name) for name in entry.members]
    return (
        _all_loaded(target, members, given) if members else (loading.load_entry(entry, **given.parameters),)
    )


def family_of(names: Sequence[str]) -> Entry | None:
    """Return the family that a command's only target names, None where it names none."""
    if len(names) != 1 or names[0] == "-" or Path(names[0]).suffix in (".py", *_DOCUMENTS):
        return None
    entry = registry.find(names[0])
    return entry if entry.kind == "family" else None


def base_of(target: str) -> Architecture:
    """Return what the document of a name or a file changes, as it is without the document.

    Raises:
        DocumentError: where it is no document, or extends nothing.
    """

    from mlarch.project import loading

    path = target if is_document(target) else registry.find(target).path
    if not is_document(path):
        raise DocumentError(f"{target}: is no document, and so changes nothing")
    return loading.base(path)


def resolve_decision(target: str, given: Surroundings) -> Decision:
    """Return the decision of a name or a document; `-` is a document.

    Raises:
        UnknownNameError: where there is no such decision.
        DocumentError: where a file is none or cannot be read.
    """

    from mlarch.project import loading

    if target == "-":
        return loading.decision("-", text=given.read(), name="stdin")
    if is_document(target):
        return loading.decision(target)
    return loading.entry_decision(registry.find(target))


def _document(target: str, given: Surroundings) -> Architecture:

    from mlarch.project import loading

    if target == "-":
        return loading.from_yaml(given.read(), name="stdin", path="-", parameters=given.parameters)
    return loading.load(target, parameters=given.parameters)


def _script(path: Path, given: Surroundings) -> tuple[Architecture, ...]:
    from mlarch import recording

    if not path.is_file():
        raise ScriptError(f"{path}: no such file")
    if given.parameters:
        return _all_built(path, given)
    recorded = recording.run_script(path, given.arguments, timeout=given.timeout)
    for warning in (warning for one in recorded for warning in one.warnings):
        given.warn(warning)
    return tuple(one.architecture for one in recorded)


def _all_built(path: Path, given: Surroundings) -> tuple[Architecture, ...]:
    """Return what the builders of a file draw, in a process of its own where there is a timeout."""
    from mlarch.recording import subprocess_call

    if given.arguments:
        raise UnknownNameError(f"{path}: '--set' calls its builders, which take no arguments after '--'")
    entries, plain = _builders(path), replace(given, read=str, warn=str)
    if given.timeout:
        return subprocess_call.call(given.timeout, path, _all_loaded, str(path), entries, plain)
    return _all_loaded(str(path), entries, plain)


def _builders(path: Path) -> list[Entry]:
    builders = [entry for entry in registry.in_file(path) if entry.function]
    if not builders:
        raise UnknownNameError(f"{path}: a script without @architecture takes no parameters")
    return builders


def _all_loaded(target: str, entries: Sequence[Entry], given: Surroundings) -> tuple[Architecture, ...]:
    """Return the architectures of entries that share parameters, each given those it has."""
    accepted = [[parameter.name for parameter in entry.parameters] for entry in entries]
    known = list(dict.fromkeys(name for own in accepted for name in own))
    unknown = [name for name in given.parameters if name not in known]
    if unknown:
        raise UnknownNameError(
            [f"unknown parameter '{name}' of '{target}'.{did_you_mean(name, known)}" for name in unknown]
        )
    return tuple(
        loading.load_entry(
            entry, **{name: given.parameters[name] for name in own if name in given.parameters}
        )
        for entry, own in zip(entries, accepted, strict=True)
    )
