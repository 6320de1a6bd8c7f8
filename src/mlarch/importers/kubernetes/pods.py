"""Read pod templates: containers, technology, accelerators, ports and volumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers import images
from mlarch.importers.kubernetes.values import as_map, dig, maps_in, texts_in, whole_number

__all__ = ["PodTemplate"]

_SIDECAR = re.compile(
    r".*(?:istio|proxyv2|linkerd|envoy|exporter|fluent|filebeat|cloud-?sql-?proxy|vault-agent|otel|opentelemetry|"
    r"jaeger-agent|datadog|dapr|oauth2-proxy|kube-rbac-proxy|config-?reload).*"
)
_GPU = re.compile(r"(?:.*/)?(?:gpu|tpu|mig-.*|gpu\..*|.*gpu)", re.IGNORECASE)


@dataclass
class PodTemplate:
    """A pod template; `configuration` returns the data of a ConfigMap by name."""

    template: Any
    at: Place
    configuration: Callable[[str], Map | None] = field(default=lambda name: None)

    @property
    def spec(self) -> Map:
        return as_map(dig(self.template, "spec"), self.at)

    @cached_property
    def labels(self) -> dict[str, str]:
        labels = as_map(dig(self.template, "metadata", "labels"), self.at)
        return {str(key): str(value) for key, value in labels.items()}

    @property
    def containers(self) -> list[Map]:
        return maps_in(self.spec.get("containers"))

    @property
    def init_containers(self) -> list[Map]:
        return maps_in(self.spec.get("initContainers"))

    @property
    def volumes(self) -> list[Map]:
        return maps_in(self.spec.get("volumes"))

    @property
    def main_container(self) -> Map | None:
        """The first container that is not a usual sidecar, else the first one."""
        main = [container for container in self.containers if not _is_sidecar(container)]
        return next(iter(main or self.containers), None)

    @property
    def images(self) -> list[str]:
        return [str(container["image"]) for container in self.containers if container.get("image")]

    @property
    def gpus(self) -> int:
        return sum(map(_gpus, self.containers))

    @property
    def ports(self) -> list[str]:
        ports = [port for container in self.containers for port in maps_in(container.get("ports"))]
        numbers = [str(port.get("containerPort") or "") for port in ports]
        return [number for number in dict.fromkeys(numbers) if number]

    def technology(self, name: str) -> str:
        """Return the technology of the main container, else the one in `name`, or ''."""
        main = self.main_container
        if main is None:
            return ""
        return _technology(main) or images.from_command(_command(main)) or images.from_name(name)

    def remarks(self) -> list[str]:
        """Return accelerators and additional containers as remarks on the part."""
        main, gpus = self.main_container, self.gpus
        others = [_label(container) for container in self.containers if container is not main]
        accelerators = [f"{gpus} GPU{'s' * (gpus != 1)}"] if gpus else []
        return [*accelerators, *(f"with {other}" for other in others)]

    def claims(self) -> Iterator[tuple[str, Place]]:
        """Yield name and place of each volume claim."""
        for volume in self.volumes:
            name = dig(volume, "persistentVolumeClaim", "claimName")
            if isinstance(name, YamlText):
                yield str(name), name.at

    def missing_configuration(self) -> Iterator[tuple[str, Place]]:
        """Yield name and place of each ConfigMap that is not in the files."""
        sources = [item for container in self.containers for item in maps_in(container.get("envFrom"))]
        names = [dig(item, "configMapRef", "name") for item in sources]
        names += [dig(volume, "configMap", "name") for volume in self.volumes]
        for name in names:
            if isinstance(name, YamlText) and self.configuration(name) is None:
                yield str(name), name.at


def _is_sidecar(container: Map) -> bool:
    return _SIDECAR.fullmatch(f"{container.get('name')} {container.get('image')}".lower()) is not None


def _gpus(container: Map) -> int:
    resources = dig(container, "resources", "limits") or dig(container, "resources", "requests")
    amounts = resources if isinstance(resources, Map) else {}
    return sum(whole_number(amount, 0) for name, amount in amounts.items() if _GPU.fullmatch(name))


def _technology(container: Map) -> str:
    return images.from_image(str(container.get("image") or ""))


def _command(container: Map) -> str:
    return " ".join(part for key in ("command", "args") for part in texts_in(container.get(key)))


def _label(container: Map) -> str:
    technology = _technology(container)
    name = str(container.get("name") or "another container")
    return catalog.get(technology).label if technology else name
