"""Read what a Compose service publishes to the outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlarch.documents.yaml_stream import Map, Place
from mlarch.importers.report import ImportReport

__all__ = ["PublishedPort", "published"]

_SHORT = re.compile(
    r"(?:(?P<ip>\[[0-9a-fA-F:.]+\]|\d+(?:\.\d+){3}|localhost)?:)?"
    r"(?:(?P<host>\d*(?:-\d+)?):)?(?P<target>\d*(?:-\d+)?)(?:/(?P<protocol>\w+))?"
)
_LOCAL = re.compile(r"\[?::1\]?|127\.\d+\.\d+\.\d+|localhost")


class PublishedPort(NamedTuple):
    """A published port: `said` as it was written, `host` whether under a number of somebody's choice."""

    said: str
    host: bool
    label: str
    at: Place
    local: bool = False


def published(service: Map, report: ImportReport) -> Iterator[PublishedPort]:
    """Yield the published ports of a service; what is no port is reported."""
    value = service.get("ports")
    for item in value if isinstance(value, list) else []:
        if isinstance(item, Map):
            yield _long(item)
        elif item is not None:
            one = _short(str(item), getattr(item, "at", service.place("ports")))
            if one is not None:
                yield one
            elif str(item):
                report.not_understood(item.at, f"'{item}' is not a port: write HOST:CONTAINER")


def _long(item: Map) -> PublishedPort:
    host, target = str(item.get("published") or ""), str(item.get("target") or "")
    ip = str(item.get("host_ip") or "")
    said = ":".join(part for part in (ip, host, target) if part)
    return PublishedPort(said, bool(host), f":{host}", item.at, bool(_LOCAL.fullmatch(ip)))


def _short(text: str, at: Place) -> PublishedPort | None:
    match: Any = _SHORT.fullmatch(text)
    if match is None or not text:
        return None
    ip, host = match["ip"] or "", match["host"]
    protocol = f"/{match['protocol']}" if match["protocol"] not in (None, "tcp") else ""
    label = f":{host}{protocol}" if host else ""
    return PublishedPort(text, host is not None or text == ":", label, at, bool(_LOCAL.fullmatch(ip)))
