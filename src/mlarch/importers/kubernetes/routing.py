"""Add the links of Ingresses, Gateways and routes: from users and to backends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.importers.kubernetes.kinds import ENTRIES
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.state import KubernetesImport
from mlarch.importers.kubernetes.values import dig, maps_in, texts_in
from mlarch.importers.references import Reference

__all__ = ["add_entries"]

_PATTERN_START = re.compile(r"[(*^$\[]")
_WHOLE = ("1", "100")


class Backend(NamedTuple):
    """A rule of an entry: the service that requests go to, and the label of the edge."""

    service: str
    label: str
    at: Place


def add_entries(state: KubernetesImport) -> None:
    """Link each entry to its backends, and users to each entry."""
    for entry in state.of_kind(*ENTRIES):
        own_ids = [state.ids[entry.key]] if entry.key in state.ids else []
        gateways = [state.ids[key] for key in state.gateways_of(entry) if key in state.ids]
        for backend in _backends(entry):
            for source in gateways or own_ids:
                _link_backend(state, entry, source, backend)
        for id in own_ids if not state.raw else ():
            state.draft.expose(id, entry.kind, entry.at, _entry_label(entry))


def _link_backend(state: KubernetesImport, entry: KubernetesObject, source: str, backend: Backend) -> None:
    target = _find_backend(state, backend.service, entry.namespace)
    if target is not None:
        evidence = f"{entry.kind} {entry.name}"
        state.draft.declare(source, target, evidence, backend.at, kind="request", label=backend.label)
    else:
        host = Reference(backend.service, sure=True)
        state.draft.refer_outside(source, host, f"{entry.kind} rule", backend.at)


def _find_backend(state: KubernetesImport, service: str, namespace: str) -> str | None:
    inference_service = ObjectKey("InferenceService", namespace, service)
    return state.find_host(service, namespace) or state.ids.get(inference_service)


def _backends(entry: KubernetesObject) -> Iterator[Backend]:
    for rule, path in _rules(entry):
        name = dig(rule, "service", "name") or dig(rule, "serviceName") or dig(rule, "name")
        name = name or dig(rule, "destination", "host")
        if isinstance(name, YamlText):
            label = " ".join(part for part in (_literal_path(path), _port(rule), _share(rule)) if part)
            yield Backend(str(name), label, name.at)


def _rules(entry: KubernetesObject) -> Iterator[tuple[Any, str]]:
    """Yield destination and path of each rule, for every kind of entry."""
    spec = entry.spec
    default = spec.get("defaultBackend") or spec.get("backend")
    if default is not None:
        yield default, ""
    for rule in maps_in(spec.get("rules")):
        yield from _ingress_rules(rule)
        yield from _gateway_rules(rule)
    for route in maps_in(spec.get("routes")):
        for service in maps_in(route.get("services")):
            yield service, ""
    for protocol in ("http", "tcp", "tls"):
        for rule in maps_in(spec.get(protocol)):
            yield from _istio_rules(rule)


def _ingress_rules(rule: Any) -> Iterator[tuple[Any, str]]:
    for item in maps_in(dig(rule, "http", "paths")):
        yield item.get("backend"), str(item.get("path") or "")


def _gateway_rules(rule: Any) -> Iterator[tuple[Any, str]]:
    path = dig(_first(rule.get("matches")), "path", "value")
    for backend in maps_in(rule.get("backendRefs")):
        yield backend, str(path or "")


def _istio_rules(rule: Any) -> Iterator[tuple[Any, str]]:
    uri = dig(_first(rule.get("match")), "uri")
    path = next(iter(uri.values()), "") if isinstance(uri, Map) else ""
    for route in maps_in(rule.get("route")):
        yield route, str(path)


def _first(value: Any) -> Map | None:
    return next(iter(maps_in(value)), None)


def _literal_path(path: str) -> str:
    """Return a path up to its first pattern.

    >>> _literal_path("/tf(/|$)(.*)"), _literal_path("/")
    ('/tf', '')
    """
    literal = _PATTERN_START.split(path)[0].rstrip("/.")
    return literal if len(literal) > 1 else ""


def _port(rule: Any) -> str:
    port = dig(rule, "service", "port", "number") or dig(rule, "service", "port", "name")
    port = port or dig(rule, "servicePort") or dig(rule, "port")
    port = port if isinstance(port, YamlText) else dig(rule, "destination", "port", "number")
    return f":{port}" if port is not None else ""


def _share(rule: Any) -> str:
    weight = dig(rule, "weight")
    return f"{weight} %" if weight and str(weight) not in _WHOLE else ""


def _entry_label(entry: KubernetesObject) -> str:
    """Return the hosts of an entry, else its protocol."""
    spec = entry.spec
    listeners = maps_in(spec.get("listeners"))
    hosts = [rule.get("host") for rule in maps_in(spec.get("rules"))]
    hosts += [listener.get("hostname") for listener in listeners]
    hosts += [*texts_in(spec.get("hostnames")), *texts_in(spec.get("hosts"))]
    names = list(dict.fromkeys(str(host) for host in hosts if host and host != "*"))
    if names:
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    is_secure = spec.get("tls") is not None or any(
        listener.get("protocol") == "HTTPS" for listener in listeners
    )
    return "HTTPS" if is_secure else "HTTP"
