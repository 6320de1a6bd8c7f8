"""Read a pod template: what it runs, what it needs, and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers import images
from mlarch.importers.kubernetes.objects import count, dig, many, texts
from mlarch.importers.references import Reference, in_arguments, in_configuration, in_setting

__all__ = ["PodTemplate", "Said"]

_SIDECAR = re.compile(
    r".*(?:istio|proxyv2|linkerd|envoy|exporter|fluent|filebeat|cloud-?sql-?proxy|vault-agent|otel|opentelemetry|"
    r"jaeger-agent|datadog|dapr|oauth2-proxy|kube-rbac-proxy|config-?reload).*"
)
_GPU = re.compile(r"(?:.*/)?(?:gpu|tpu|mig-.*|gpu\..*|.*gpu)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")
_FROM_KUBERNETES = re.compile(r"([A-Z0-9_]+)_SERVICE_HOST")


@dataclass
class Said:
    """A reference, what it was read from, and where; `known_only` where no other host is meant."""

    reference: Reference
    text: str
    at: Place
    known_only: bool = False


@dataclass
class PodTemplate:
    """A pod template; `configuration` gives the data of a ConfigMap of its namespace by name."""

    template: Any
    at: Place
    configuration: Callable[[str], Map | None] = field(default=lambda name: None)

    @property
    def spec(self) -> Map:
        value = dig(self.template, "spec")
        return value if isinstance(value, Map) else Map(at=self.at)

    @cached_property
    def labels(self) -> dict[str, str]:
        value = dig(self.template, "metadata", "labels")
        return {str(key): str(item) for key, item in value.items()} if isinstance(value, Map) else {}

    def containers(self, key: str = "containers") -> list[Map]:
        return many(self.spec.get(key))

    def main(self) -> Map | None:
        """Return the container that the pod is there for: the first that is no usual sidecar."""
        containers = self.containers()
        own = [
            one
            for one in containers
            if not _SIDECAR.fullmatch(f"{one.get('name')} {one.get('image')}".lower())
        ]
        return next(iter(own or containers), None)

    def images(self) -> list[str]:
        return [str(one["image"]) for one in self.containers() if one.get("image")]

    def technology(self, name: str) -> str:
        """Return what the main container runs, '' where nothing says it."""
        main = self.main()
        if main is None:
            return ""
        found = images.from_image(str(main.get("image") or "")) or images.from_command(_command(main))
        return found or images.from_name(name)

    def remarks(self, label: str) -> list[str]:
        """Return what the card of the pod should say: accelerators and further containers."""
        main = self.main()
        others = [_what(one) for one in self.containers() if one is not main]
        gpus = self.gpus()
        return [*([f"{gpus} GPU{'s' * (gpus != 1)}"] if gpus else []), *(f"with {other}" for other in others)]

    def gpus(self) -> int:
        total = 0
        for container in self.containers():
            wanted = dig(container, "resources", "limits") or dig(container, "resources", "requests")
            for name, wish in wanted.items() if isinstance(wanted, Map) else ():
                if _GPU.fullmatch(name):
                    total += count(wish, 0)
        return total

    def ports(self) -> list[str]:
        found = []
        for container in self.containers():
            for port in many(container.get("ports")):
                number = str(dig(port, "containerPort") or "")
                if number and number not in found:
                    found.append(number)
        return found

    def claims(self) -> Iterator[tuple[str, Place]]:
        """Yield the volume claims that are mounted."""
        for volume in self._volumes():
            claim = dig(volume, "persistentVolumeClaim", "claimName")
            if isinstance(claim, YamlText):
                yield str(claim), claim.at

    def references(self) -> Iterator[Said]:
        """Yield what containers name in their environment, arguments and mounted configuration."""
        for key in ("containers", "initContainers"):
            for container in self.containers(key):
                yield from self._of_container(
                    container, "init container, " if key == "initContainers" else ""
                )
        for volume in self._volumes():
            yield from self._of_volume(volume)

    def missing(self) -> Iterator[tuple[str, Place]]:
        """Yield the ConfigMaps that are named and not here."""
        for container in self.containers():
            for item in many(container.get("envFrom")):
                name = dig(item, "configMapRef", "name")
                if isinstance(name, YamlText) and self.configuration(name) is None:
                    yield str(name), name.at
        for volume in self._volumes():
            name = dig(volume, "configMap", "name")
            if isinstance(name, YamlText) and self.configuration(name) is None:
                yield str(name), name.at

    def _volumes(self) -> list[Map]:
        return many(self.spec.get("volumes"))

    def _of_container(self, container: Map, where: str) -> Iterator[Said]:
        environment = self._environment(container)
        for key, (value, at) in environment.items():
            for reference in in_setting(key, _expanded(value, environment)):
                yield Said(reference, f"{where}{key}", at)
        for key in ("command", "args"):
            parts = texts(container.get(key))
            said = [(_expanded(part, environment), part.at) for part in parts]
            whole = [(" ".join(text for text, _ in said), container.place(key))] if len(said) > 1 else []
            seen = set()
            for text, at in (*said, *whole):
                for reference in in_arguments(text):
                    if reference.host not in seen:
                        seen.add(reference.host)
                        yield Said(reference, f"{where}{key}", at)

    def _environment(self, container: Map) -> dict[str, tuple[str, Place]]:
        found: dict[str, tuple[str, Place]] = {}
        for item in many(container.get("envFrom")):
            name = dig(item, "configMapRef", "name")
            data = self.configuration(str(name)) if name else None
            prefix = str(dig(item, "prefix") or "")
            for key, value in (data or {}).items():
                if isinstance(value, YamlText):
                    found[prefix + key] = (str(value), value.at)
        for item in many(container.get("env")):
            key, value = dig(item, "name"), dig(item, "value")
            reference = dig(item, "valueFrom", "configMapKeyRef")
            if value is None and reference is not None:
                value = dig(self.configuration(str(dig(reference, "name"))), str(dig(reference, "key")))
            if key is not None and isinstance(value, YamlText):
                found[str(key)] = (str(value), value.at)
        return found

    def _of_volume(self, volume: Map) -> Iterator[Said]:
        name = dig(volume, "configMap", "name")
        data = self.configuration(str(name)) if name else None
        for key, value in (data or {}).items():
            if isinstance(value, YamlText):
                for _, reference in in_configuration(value):
                    yield Said(reference, f"ConfigMap {name}, {key}", value.at, known_only=True)
        server = dig(volume, "nfs", "server")
        if isinstance(server, YamlText):
            yield Said(Reference(str(server), scheme="nfs", sure=True), "volume nfs", server.at)


def _expanded(value: str, environment: dict[str, tuple[str, Place]]) -> str:
    """Return a text with the variables of its own container put in, `$(NAME)`, one level deep."""

    def put(match: re.Match[str]) -> str:
        own = environment.get(match[1])
        if own is not None:
            return own[0]
        service = _FROM_KUBERNETES.fullmatch(match[1])
        return service[1].lower().replace("_", "-") if service else match[0]

    return _VARIABLE.sub(put, value)


def _command(container: Map) -> str:
    return " ".join(part for key in ("command", "args") for part in texts(container.get(key)))


def _what(container: Map) -> str:
    found = images.from_image(str(container.get("image") or ""))
    return catalog.get(found).label if found else str(container.get("name") or "another container")
