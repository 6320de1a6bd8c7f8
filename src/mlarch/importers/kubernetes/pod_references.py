"""Find the hosts in the environment, arguments and mounted files of pods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers.kubernetes.pods import PodTemplate
from mlarch.importers.kubernetes.values import dig, maps_in, texts_in
from mlarch.importers.references import Reference, in_arguments, in_configuration, in_setting

__all__ = ["PodReference", "pod_references"]

_VARIABLE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")
# Kubernetes sets this variable to the address of each Service.
_SERVICE_HOST = re.compile(r"([A-Z0-9_]+)_SERVICE_HOST")

_Environment = dict[str, YamlText]


@dataclass
class PodReference:
    """A reference with evidence and place; `known_only` if it may be no host."""

    reference: Reference
    evidence: str
    at: Place
    known_only: bool = False


def pod_references(pod: PodTemplate) -> Iterator[PodReference]:
    """Yield the hosts that the containers, init containers and volumes of a pod name."""
    for container in pod.containers:
        yield from _in_container(pod, container, "")
    for container in pod.init_containers:
        yield from _in_container(pod, container, "init container, ")
    for volume in pod.volumes:
        yield from _in_volume(pod, volume)


def _in_container(pod: PodTemplate, container: Map, prefix: str) -> Iterator[PodReference]:
    environment = _environment(pod, container)
    for key, value in environment.items():
        for reference in in_setting(key, _expand(value, environment)):
            yield PodReference(reference, f"{prefix}{key}", value.at)
    for key in ("command", "args"):
        for reference, at in _in_command(container, key, environment):
            yield PodReference(reference, f"{prefix}{key}", at)


def _in_command(container: Map, key: str, environment: _Environment) -> Iterator[tuple[Reference, Place]]:
    """Yield the hosts in single arguments, then in the whole line: `--host redis`."""
    arguments = [(_expand(item, environment), item.at) for item in texts_in(container.get(key))]
    line = (" ".join(text for text, _ in arguments), container.place(key))
    hosts = set()
    for text, at in [*arguments, line] if len(arguments) > 1 else arguments:
        for reference in in_arguments(text):
            if reference.host not in hosts:
                hosts.add(reference.host)
                yield reference, at


def _in_volume(pod: PodTemplate, volume: Map) -> Iterator[PodReference]:
    name = dig(volume, "configMap", "name")
    for key, value in _configuration(pod, name).items():
        for _, reference in in_configuration(value):
            yield PodReference(reference, f"ConfigMap {name}, {key}", value.at, known_only=True)
    server = dig(volume, "nfs", "server")
    if isinstance(server, YamlText):
        reference = Reference(str(server), scheme="nfs", sure=True)
        yield PodReference(reference, "volume nfs", server.at)


def _environment(pod: PodTemplate, container: Map) -> _Environment:
    """Return the variables of a container whose values are in the files."""
    environment: _Environment = {}
    for item in maps_in(container.get("envFrom")):
        prefix = str(item.get("prefix") or "")
        data = _configuration(pod, dig(item, "configMapRef", "name"))
        environment |= {prefix + key: value for key, value in data.items()}
    for item in maps_in(container.get("env")):
        key, value = item.get("name"), item.get("value")
        source = dig(item, "valueFrom", "configMapKeyRef")
        if value is None and source is not None:
            value = _configuration(pod, dig(source, "name")).get(str(dig(source, "key")))
        if key is not None and isinstance(value, YamlText):
            environment[str(key)] = value
    return environment


def _configuration(pod: PodTemplate, name: object) -> _Environment:
    """Return the texts of a ConfigMap by key, none if it is not in the files."""
    data = pod.configuration(str(name)) if name else None
    return {key: value for key, value in (data or {}).items() if isinstance(value, YamlText)}


def _expand(value: str, environment: _Environment) -> str:
    """Return a text with `$(NAME)` replaced by variables of the same container."""

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name in environment:
            return str(environment[name])
        service = _SERVICE_HOST.fullmatch(name)
        return service[1].lower().replace("_", "-") if service else match[0]

    return _VARIABLE.sub(replace, value)
