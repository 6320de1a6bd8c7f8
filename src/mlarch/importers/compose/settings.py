"""Find the hosts in the environment and command of Compose services."""

from __future__ import annotations

from collections.abc import Iterator

from mlarch.documents.yaml_stream import Map, Place
from mlarch.importers.compose.interpolation import read_env
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list, environment_map, place_of
from mlarch.importers.paths import is_inside
from mlarch.importers.references import in_arguments, in_setting
from mlarch.importers.sources import read_text

__all__ = ["add_setting_references"]


def add_setting_references(state: ComposeImport, name: str, service: Map) -> None:
    for key, value, at in _environment(state, name, service):
        for reference in in_setting(key, value):
            state.refer(name, reference, key, at)
    for key in ("command", "entrypoint"):
        _add_argument_references(state, name, service, key)


def _add_argument_references(state: ComposeImport, name: str, service: Map, key: str) -> None:
    """Link the hosts in single arguments, then in the whole line: `--host redis`."""
    arguments = as_list(service.get(key))
    for argument in arguments:
        for reference in in_arguments(str(argument)):
            state.refer(name, reference, key, place_of(argument, service.place(key)))
    for reference in in_arguments(" ".join(map(str, arguments))):
        target = state.part_of_host(reference)
        if target and (state.ids[name], target) not in state.draft.links:
            state.refer(name, reference, key, service.place(key))


def _environment(state: ComposeImport, name: str, service: Map) -> Iterator[tuple[str, str, Place]]:
    """Yield name, value and place of each variable; report those without value."""
    for item in as_list(service.get("env_file")):
        file = item.get("path") if isinstance(item, Map) else item
        if file is not None:
            yield from _env_file(state, name, str(file), place_of(file, service.place("env_file")))
    variables = environment_map(service.get("environment"), service.place("environment"))
    for key, value in variables.items():
        if value is None:
            state.report.unset_variable(key, variables.place(key))
        else:
            yield key, str(value), variables.place(key)


def _env_file(state: ComposeImport, name: str, file: str, at: Place) -> Iterator[tuple[str, str, Place]]:
    path = state.project.folder / file
    if not is_inside(path, state.project.root):
        state.report.not_understood(at, f"env_file '{file}' is outside this folder and is not read")
    elif not path.is_file():
        state.report.not_understood(at, f"env_file '{file}' of service '{name}' does not exist")
    else:
        state.report.read.append(f"{path}: variables of {name}")
        for key, value in read_env(read_text(path), {}).items():
            yield key, value, at
