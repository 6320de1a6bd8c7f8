"""Resolve `extends`: merge each service over the service it extends.

Source: https://docs.docker.com/reference/compose-file/services/#extends
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.yaml_stream import Map
from mlarch.errors import did_you_mean
from mlarch.importers.compose.files import ComposeFiles
from mlarch.importers.compose.merging import merge
from mlarch.importers.sources import Source

__all__ = ["ServiceExtender"]

# Compose inherits these only within one file.
_NOT_INHERITED = ("depends_on", "links", "volumes_from")


@dataclass
class ServiceExtender:
    """Extend services; `chain` has file and name of the services in progress."""

    files: ComposeFiles
    variables: Mapping[str, str]
    chain: list[tuple[str, str]] = field(default_factory=list)

    def extend_all(self, services: Map, source: Source) -> None:
        for name in services:
            self._extend(services, name, source)

    def _extend(self, services: Map, name: str, source: Source) -> Map:
        """Return a service merged over its base, and keep it in `services`."""
        service: Map = services[name]
        extends = service.pop("extends", None)
        if extends is None:
            return service
        base_name, file = _base_of(extends, name)
        link = (source.name, name)
        if (file or source.name, base_name) in [*self.chain, link]:
            self._refuse(service, f"service '{name}' extends itself")
            return service
        self.chain.append(link)
        base = self._find_base(services, base_name, file, service, source)
        self.chain.pop()
        if base is None:
            hint = did_you_mean(base_name, services) if not file else ""
            where = f" in {file}" if file else ""
            message = f"service '{name}' extends '{base_name}', which does not exist{where}.{hint}"
            self._refuse(service, message)
            return service
        merged = services[name] = merge(base, service)
        return merged

    def _find_base(self, services: Map, name: str, file: str, service: Map, source: Source) -> Map | None:
        if file:
            base = self._in_other_file(file, name, service, source)
            for key in _NOT_INHERITED:
                if base is not None:
                    base.pop(key, None)
            return base
        return self._extend(services, name, source).copy() if name in services else None

    def _in_other_file(self, file: str, name: str, service: Map, source: Source) -> Map | None:
        other = self.files.open(file, service.place("extends"), source)
        if other is None:
            return Map(at=service.at)
        services = self.files.interpolate(self.files.parse(other).get("services"), self.variables)
        if not isinstance(services, Map):
            return None
        self.files.check_services(services)
        return self._extend(services, name, other) if name in services else None

    def _refuse(self, service: Map, message: str) -> None:
        self.files.problems.append(f"{service.place('extends')}: {message}")


def _base_of(extends: Any, name: str) -> tuple[str, str]:
    """Return the name of the extended service and its file, '' for the same file."""
    if isinstance(extends, Map):
        return str(extends.get("service") or name), str(extends.get("file") or "")
    return str(extends), ""
