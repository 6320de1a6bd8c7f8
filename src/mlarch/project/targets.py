"""Resolve the targets of a command line: names, families, files and `-`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mlarch.documents.paths import is_document
from mlarch.errors import DocumentError, MlarchError, ScriptError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.decision import Decision
from mlarch.project import registry
from mlarch.project.entry import Entry
from mlarch.project.registry import is_file_target

__all__ = [
    "TargetContext",
    "base_of",
    "family_of",
    "read_parameters",
    "resolve",
    "resolve_all",
    "resolve_decision",
    "resolve_one",
]


@dataclass(frozen=True)
class TargetContext:
    """What resolving a target needs besides the target.

    `parameters` are those of builders, `read` returns the text of `-`, `warn` receives warnings.
    Scripts get `arguments`, and are stopped after `timeout` seconds unless it is 0.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    read: Callable[[], str] = str
    warn: Callable[[str], object] = str
    arguments: tuple[str, ...] = ()
    timeout: float = 0.0


def read_parameters(texts: Iterable[str]) -> dict[str, Any]:
    """Return the parameters in `name=value` texts, with values read as YAML.

    Raises:
        DocumentError: if a text does not have that form.
    """
    parameters = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals):
            raise DocumentError(f"--set {text}: not of the form 'name=value'")
        parameters[name.strip()] = _read_value(name.strip(), value)
    return parameters


def _read_value(name: str, text: str) -> Any:
    from mlarch.project import loading  # only if needed, since it loads a YAML library

    return loading.parse_value(text, path=f"--set {name}")


def resolve_all(targets: Iterable[str], context: TargetContext) -> tuple[Architecture, ...]:
    """Return the architectures of all targets.

    Raises:
        MlarchError: with the problems of every target.
    """
    architectures: list[Architecture] = []
    problems: list[str] = []
    for target in targets:
        try:
            architectures += resolve(target, context)
        except MlarchError as error:
            problems += error.problems
    if problems:
        raise MlarchError(problems)
    return tuple(architectures)


def resolve_one(target: str, context: TargetContext) -> Architecture:
    """Return the single architecture of a target.

    Raises:
        UnknownNameError: if it has several.
    """
    architectures = resolve(target, context)
    if len(architectures) > 1:
        names = ", ".join(f"'{arch.name}'" for arch in architectures)
        raise UnknownNameError(f"'{target}' has several architectures: {names}")
    return architectures[0]


def resolve(target: str, context: TargetContext) -> tuple[Architecture, ...]:
    """Return the architectures of a name, a family, a document or a script; `-` is a document.

    A family, and a file of builders, pass each parameter to the builders that have it.

    Raises:
        UnknownNameError: if there is no such entry or parameter.
        DocumentError, ScriptError: if a file cannot be read or run.
    """
    from mlarch.project import entry_loading

    if Path(target).suffix == ".py":
        return _script(Path(target), context)
    if is_file_target(target):
        return (_document(target, context),)
    entry = registry.find(target)
    if not entry.members:
        return (entry_loading.load_entry(entry, **context.parameters),)
    prefix = "zoo:" if target.startswith("zoo:") else ""
    return _load_all(target, [registry.find(prefix + name) for name in entry.members], context)


def family_of(targets: Sequence[str]) -> Entry | None:
    """Return the family that the only target names, or None."""
    if len(targets) != 1 or is_file_target(targets[0]):
        return None
    entry = registry.find(targets[0])
    return entry if entry.kind == "family" else None


def base_of(target: str) -> Architecture:
    """Return the architecture that a document changes, without the changes.

    Raises:
        DocumentError: if the target is no document, or extends nothing.
    """
    from mlarch.project import loading

    path = target if is_document(target) else registry.find(target).path
    if not is_document(path):
        raise DocumentError(f"{target}: is no document, and so changes nothing")
    return loading.base(path)


def resolve_decision(target: str, context: TargetContext) -> Decision:
    """Return the decision of a name or a document; `-` is a document.

    Raises:
        UnknownNameError: if there is no such decision.
        DocumentError: if a file cannot be read or is no decision.
    """
    from mlarch.project import entry_loading, loading

    if target == "-":
        return loading.decision("-", text=context.read(), name="stdin")
    if is_document(target):
        return loading.decision(target)
    return entry_loading.entry_decision(registry.find(target))


def _document(target: str, context: TargetContext) -> Architecture:
    from mlarch.project import loading

    if target == "-":
        return loading.from_yaml(context.read(), name="stdin", path="-", parameters=context.parameters)
    return loading.load(target, parameters=context.parameters)


def _script(path: Path, context: TargetContext) -> tuple[Architecture, ...]:
    from mlarch import recording

    if not path.is_file():
        raise ScriptError(f"{path}: no such file")
    if context.parameters:
        return _build_all(path, context)
    diagrams = recording.run_script(path, context.arguments, timeout=context.timeout)
    for warning in (warning for diagram in diagrams for warning in diagram.warnings):
        context.warn(warning)
    return tuple(diagram.architecture for diagram in diagrams)


def _build_all(path: Path, context: TargetContext) -> tuple[Architecture, ...]:
    """Call the builders of a file, in a subprocess if there is a timeout."""
    from mlarch.recording import subprocess_call

    if context.arguments:
        raise UnknownNameError(f"{path}: '--set' calls its builders, which take no arguments after '--'")
    entries = _builders(path)
    # A subprocess needs a context that can be pickled.
    picklable = replace(context, read=str, warn=str)
    if context.timeout:
        return subprocess_call.call_in_process(
            context.timeout, path, _load_all, str(path), entries, picklable
        )
    return _load_all(str(path), entries, picklable)


def _builders(path: Path) -> list[Entry]:
    builders = [entry for entry in registry.in_file(path) if entry.function]
    if not builders:
        raise UnknownNameError(f"{path}: a script without @architecture takes no parameters")
    return builders


def _load_all(target: str, entries: Sequence[Entry], context: TargetContext) -> tuple[Architecture, ...]:
    """Return the architectures of entries, each with the parameters that it has."""
    from mlarch.project import entry_loading

    accepted = [[parameter.name for parameter in entry.parameters] for entry in entries]
    known = list(dict.fromkeys(name for names in accepted for name in names))
    unknown = [name for name in context.parameters if name not in known]
    if unknown:
        raise UnknownNameError(
            [f"unknown parameter '{name}' of '{target}'.{did_you_mean(name, known)}" for name in unknown]
        )
    return tuple(
        entry_loading.load_entry(
            entry, **{name: value for name, value in context.parameters.items() if name in names}
        )
        for entry, names in zip(entries, accepted, strict=True)
    )
