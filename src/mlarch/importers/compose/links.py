"""Add the links of Compose services: dependencies, references and published ports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlarch.documents.yaml_stream import Map, Place
from mlarch.errors import did_you_mean
from mlarch.importers.compose.mounts import add_mounted_references
from mlarch.importers.compose.ports import PublishedPort, published_ports
from mlarch.importers.compose.settings import add_setting_references
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list, place_of

__all__ = ["add_dependencies", "add_references"]


def add_dependencies(state: ComposeImport) -> None:
    """Link services to those that they declare to depend on."""
    for name, service in state.project.services.items():
        for key in ("depends_on", "links", "volumes_from"):
            for target, condition, at in _dependencies(service, key):
                if not (key == "volumes_from" and target.startswith("container:")):
                    _add_dependency(state, name, key, target.partition(":")[0], condition, at)
        mode = service.get("network_mode")
        if str(mode).startswith("service:"):
            _add_dependency(state, name, "network_mode", mode.partition(":")[2], None, mode.at)


def add_references(state: ComposeImport) -> None:
    """Link services to the hosts in their settings, and users to published ports."""
    for name, service in state.project.services.items():
        add_setting_references(state, name, service)
        add_mounted_references(state, name, service)
        _expose_ports(state, name, service)


def _dependencies(service: Map, key: str) -> Iterator[tuple[str, Any, Place]]:
    value = service.get(key)
    if isinstance(value, Map):
        for target, condition in value.items():
            yield target, condition, value.place(target)
    else:
        for target in as_list(value):
            yield str(target), None, place_of(target, service.place(key))


def _add_dependency(
    state: ComposeImport, name: str, key: str, target: str, condition: Any, at: Place
) -> None:
    if target in state.ids:
        state.draft.declare(state.ids[name], state.ids[target], key, at)
        return
    if isinstance(condition, Map) and str(condition.get("required")).lower() == "false":
        state.report.not_understood(
            at, f"service '{name}' depends optionally on '{target}', which does not exist"
        )
        return
    hint = did_you_mean(target, state.ids)
    verb = "depends on" if key == "depends_on" else f"has in {key}"
    state.problems.append(f"{at}: service '{name}' {verb} '{target}', which does not exist.{hint}")


def _expose_ports(state: ComposeImport, name: str, service: Map) -> None:
    id = state.ids[name]
    exposed: dict[str, PublishedPort] = {}
    for port in published_ports(service, state.report):
        if port.local:
            state.report.hide("port published on this machine only", f"{name} {port.text}", port.at)
        elif not port.fixed:
            kind = "port published on a number that Docker chooses"
            state.report.hide(kind, f"{name} {port.text}", port.at)
        else:
            exposed.setdefault(port.label, port)
    if str(service.get("network_mode")) == "host":
        at = service.place("network_mode")
        state.draft.expose(id, "network_mode: host", at, "host network")
    for label, port in exposed.items():
        state.draft.expose(id, f"ports {port.text}", port.at, label)
