"""Read the mounts of Compose services, and the hosts in mounted files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers.compose.mounted_files import mounted_references
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list
from mlarch.importers.paths import is_inside
from mlarch.importers.references import in_configuration

__all__ = ["add_mounted_references", "named_volumes"]

_SYSTEM_PATH = re.compile(
    r"(?:/var/run|/run)/docker\.sock|/etc/localtime|/etc/timezone|/dev/.*|/sys.*|/proc.*|/"
)
_BIND_STARTS = (".", "/", "~", "$")
_OUTSIDE_STARTS = ("/", "~", "$")
_NAMED_VOLUME = re.compile(r"(?![A-Za-z]:[\\/][^:]*:[\\/])([A-Za-z0-9][^:]*):.*", re.DOTALL)


def add_mounted_references(state: ComposeImport, name: str, service: Map) -> None:
    """Link a service to the hosts that its mounted files and configs name."""
    for path, at in _bind_mounts(service):
        if path and not _SYSTEM_PATH.fullmatch(path):
            _add_mount(state, name, path, at)
    for item in as_list(service.get("configs")):
        _add_config(state, name, str(item.get("source") if isinstance(item, Map) else item))


def named_volumes(service: Map) -> Iterator[tuple[str, Place]]:
    for item in as_list(service.get("volumes")):
        if isinstance(item, Map):
            if str(item.get("type") or "volume") == "volume" and item.get("source"):
                yield str(item["source"]), item.at
        elif isinstance(item, YamlText) and (match := _NAMED_VOLUME.fullmatch(item)):
            yield match[1], item.at


def _bind_mounts(service: Map) -> Iterator[tuple[str, Place]]:
    for item in as_list(service.get("volumes")):
        if isinstance(item, Map):
            if str(item.get("type")) == "bind" and item.get("source"):
                yield str(item["source"]), item.at
        elif isinstance(item, YamlText) and ":" in item and item.startswith(_BIND_STARTS):
            yield item.partition(":")[0], item.at


def _add_mount(state: ComposeImport, name: str, path: str, at: Place) -> None:
    whole = state.project.folder / path
    if is_inside(whole, state.project.root) and whole.exists():
        _add_configuration(state, name, whole)
    elif not path.startswith(_OUTSIDE_STARTS):
        message = f"'{path}', mounted into {name}, does not exist: nothing is drawn from it"
        state.report.not_understood(at, message)


def _add_configuration(state: ComposeImport, name: str, path: Path) -> None:
    for reference, at in mounted_references(path, state.project.folder):
        if state.part_of_host(reference):
            state.refer(name, reference, "mounted configuration", at)


def _add_config(state: ComposeImport, name: str, config: str) -> None:
    """Read a top-level config: a file, or text in the Compose file."""
    definition = state.project.sections["configs"].get(config)
    if not isinstance(definition, Map):
        return
    content, file = definition.get("content"), definition.get("file")
    if isinstance(content, YamlText):
        for _, reference in in_configuration(content):
            if state.part_of_host(reference):
                state.refer(name, reference, f"config {config}", content.at)
    elif file is not None and is_inside(path := state.project.folder / str(file), state.project.root):
        if path.exists():
            _add_configuration(state, name, path)
        else:
            state.report.not_understood(definition.place("file"), f"config file '{file}' does not exist")
