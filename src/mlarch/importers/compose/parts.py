"""Add a part to the draft for each service of a Compose project."""

from __future__ import annotations

from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map
from mlarch.importers import images
from mlarch.importers.compose.ports import published_ports
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list
from mlarch.importers.draft import usable_id
from mlarch.importers.report import ImportReport

__all__ = ["add_services"]

# Roles that a server program gives to a part, and those that it replaces.
_SERVERS = ("app-server", "worker", "model-endpoint")
_REPLACED_BY_SERVER = ("app", "app-server", "model", "")
_MAX_DIGITS = 9


def add_services(state: ComposeImport) -> None:
    for name, service in state.project.services.items():
        state.ids[name] = usable_id(name)
        _add_service(state, name, service)
        for host in _host_names(name, service):
            state.hosts.setdefault(host.lower(), state.ids[name])


def _add_service(state: ComposeImport, name: str, service: Map) -> None:
    technology, role = _technology_and_role(name, service, state.report)
    part = state.draft.add_part(state.ids[name], technology=technology, role=role)
    part.replicas = _replicas(service)
    server = images.from_command(_command(service))
    if role in _SERVERS and server not in ("", technology):
        part.remarks.append(catalog.get(server).label)
    if gpus := _gpus(service):
        part.remarks.append(gpus)
    profiles = [str(profile) for profile in as_list(service.get("profiles"))]
    if profiles:
        part.remarks.append(f"only with profile {' or '.join(profiles)}")
        part.tags += profiles
    part.facts = _facts(service)


def _host_names(name: str, service: Map) -> list[str]:
    """Return every name that other services reach a service by."""
    names = [name, service.get("container_name"), service.get("hostname")]
    networks = service.get("networks")
    for network in networks.values() if isinstance(networks, Map) else ():
        names += as_list(network.get("aliases")) if isinstance(network, Map) else []
    return [str(host) for host in names if host]


def _technology_and_role(name: str, service: Map, report: ImportReport) -> tuple[str, str]:
    """Return technology and role by image, build context, command or name."""
    build = service.get("build")
    context = str((build.get("context") if isinstance(build, Map) else build) or "")
    command = images.from_command(_command(service))
    # The name of an image that is built here is free, and says little.
    image = images.from_image(str(service.get("image") or "")) if build is None else ""
    technology = image or images.from_context(context) or command
    if not technology and (technology := images.from_name(name)):
        label = catalog.get(technology).label
        report.notes.append(
            f"{service.at.short}: the technology of '{name}' is inferred from its name: {label}"
        )
    role, command_role = catalog.role_of(technology), catalog.role_of(command)
    if command_role in _SERVERS and role in _REPLACED_BY_SERVER:
        role = command_role
    plain = catalog.resolve("app" if build is not None else "container")
    return technology or plain, role or catalog.role_of(plain)


def _command(service: Map) -> str:
    parts = [*as_list(service.get("entrypoint")), *as_list(service.get("command"))]
    return " ".join(str(part) for part in parts if part is not None)


def _replicas(service: Map) -> int:
    deploy = service.get("deploy")
    replicas = deploy.get("replicas") if isinstance(deploy, Map) else None
    text = str(service.get("scale") if replicas is None else replicas)
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else 1


def _gpus(service: Map) -> str:
    """Return the requested GPUs, as in `2 GPUs`, '' if there are none."""
    if service.get("gpus") is not None or str(service.get("runtime")) == "nvidia":
        return "GPU"
    devices: Any = service
    for key in ("deploy", "resources", "reservations", "devices"):
        devices = devices.get(key) if isinstance(devices, Map) else None
    for device in as_list(devices):
        capabilities = as_list(device.get("capabilities")) if isinstance(device, Map) else []
        if any(str(capability) in ("gpu", "nvidia") for capability in capabilities):
            count = str(device.get("count") or "")
            return f"{count} GPU{'s' * (count != '1')}" if count.isdigit() else "GPU"
    return ""


def _facts(service: Map) -> dict[str, Any]:
    """Return the deployed values, to compare them with a later import."""
    facts: dict[str, Any] = {}
    image = str(service.get("image") or "")
    if image and not image.startswith(":"):
        facts["image"] = image
    ports = [port.text for port in published_ports(service, ImportReport()) if port.text.strip(":")]
    if ports:
        facts["ports"] = ports
    return facts
