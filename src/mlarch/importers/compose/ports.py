"""Read the published ports of Compose services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlarch.documents.yaml_stream import Map, Place
from mlarch.importers.compose.values import place_of
from mlarch.importers.report import ImportReport

__all__ = ["PublishedPort", "published_ports"]

_SHORT = re.compile(
    r"(?:(?P<ip>\[[0-9a-fA-F:.]+\]|\d+(?:\.\d+){3}|localhost)?:)?"
    r"(?:(?P<host>\d*(?:-\d+)?):)?(?P<target>\d*(?:-\d+)?)(?:/(?P<protocol>\w+))?"
)
_LOCAL_IP = re.compile(r"\[?::1\]?|127\.\d+\.\d+\.\d+|localhost")


class PublishedPort(NamedTuple):
    """A published port, with its text and the label of its edge.

    `fixed` if its number on the host is set, `local` if only the host itself reaches it.
    """

    text: str
    label: str
    at: Place
    fixed: bool
    local: bool


def published_ports(service: Map, report: ImportReport) -> Iterator[PublishedPort]:
    """Yield the published ports of a service, and report entries that are no ports."""
    ports = service.get("ports")
    for item in ports if isinstance(ports, list) else []:
        if isinstance(item, Map):
            yield _long_form(item)
        elif item is not None:
            at = place_of(item, service.place("ports"))
            port = _short_form(str(item), at)
            if port is not None:
                yield port
            elif str(item):
                report.not_understood(at, f"'{item}' is not a port: write HOST:CONTAINER")


def _long_form(item: Map) -> PublishedPort:
    host, target, ip = (str(item.get(key) or "") for key in ("published", "target", "host_ip"))
    text = ":".join(part for part in (ip, host, target) if part)
    is_local = _LOCAL_IP.fullmatch(ip) is not None
    return PublishedPort(text, f":{host}", item.at, fixed=bool(host), local=is_local)


def _short_form(text: str, at: Place) -> PublishedPort | None:
    match: Any = _SHORT.fullmatch(text)
    if match is None or not text:
        return None
    host, protocol = match["host"], match["protocol"]
    suffix = f"/{protocol}" if protocol not in (None, "tcp") else ""
    return PublishedPort(
        text,
        f":{host}{suffix}" if host else "",
        at,
        fixed=host is not None or text == ":",
        local=_LOCAL_IP.fullmatch(match["ip"] or "") is not None,
    )
