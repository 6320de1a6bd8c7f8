"""Find the hosts in a text: in URLs, as host:port, and in settings for hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Reference", "in_arguments", "in_configuration", "in_setting", "is_host_setting"]

_MAX_LINE = 5_000  # longer lines are data, and slow to search
_MAX_PORT = 65_535

_URL = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*)://([^\s/?#\"'`<>|\\)\]}]*)")
_NEXT_URL = re.compile(r",(?=[A-Za-z][A-Za-z0-9+.-]*://)")
_HOST_PORT = re.compile(r"(?<![\w.@:/$%~{-])([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?):(\d{1,5})(?![\w.:])")
_HOST_SPACE_PORT = re.compile(r"(?<![\w./=-])([A-Za-z][\w.-]*)\s+(\d{2,5})(?![\w.])")
_HOST = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_PAIR = re.compile(
    r"(?:^|[;\s,])(?:host(?:name)?|server|data source|addr(?:ess)?)\s*=\s*([\w.-]+)", re.IGNORECASE
)
_HOST_SETTING = re.compile(
    r"(?:^|[_.\s-])(?:hosts?|hostnames?|addrs?|address(?:es)?|ur[il]s?|servers?|endpoints?|brokers?|bootstrap|"
    r"dsn|upstreams?|targets?|masters?|connect|service|services|seeds?|replicaof|slaveof|tracker|proxy)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OPTION = re.compile(r"(?<!\S)--?([A-Za-z][\w.-]*)(?:=|\s+)(\"[^\"]*\"|'[^']*'|[^\s-]\S*)")
_DIRECTIVE = re.compile(
    r"(?:proxy_pass|uwsgi_pass|fastcgi_pass|grpc_pass|server|reverse_proxy|host|address|hostname|url)"
    r"[\s:=]+[\"']?([A-Za-z0-9][\w.-]*[A-Za-z0-9])[\"']?\s*(?:;|,|$)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"^\s*(?:#|//|;|--\s|<!--)")

_NO_OTHER_HOST = re.compile(
    r"localhost|(?:127|0)(?:\.\d+){3}|host\.docker\.internal|host-gateway|::1?|true|false|none|null|\d+",
    re.IGNORECASE,
)
_SCHEMES_WITHOUT_HOST = frozenset(
    ("file", "sqlite", "unix", "unixgram", "npipe", "memory", "mem", "inmem", "data", "about")
)


class Reference(NamedTuple):
    """A host that a text names, with port and scheme if the text has them.

    `sure` if the text can only mean a host. Other references count only if the host is known.
    """

    host: str
    port: str = ""
    scheme: str = ""
    sure: bool = False


def in_setting(key: str, value: str) -> Iterator[Reference]:
    """Yield the references in the value of a setting, each host and port once.

    >>> list(in_setting("DATABASE_URL", "mysql://root:secret@db:3306/shop"))
    [Reference(host='db', port='3306', scheme='mysql', sure=True)]
    >>> [reference.host for reference in in_setting("REDIS_HOST", "redis")], list(in_setting("NAME", "redis"))
    (['redis'], [])
    """
    unique: dict[tuple[str, str], Reference] = {}
    for reference in _other_hosts(_in_setting(key, value)):
        unique.setdefault((reference.host, reference.port), reference)
    yield from unique.values()


def in_arguments(text: str) -> Iterator[Reference]:
    """Yield the references in a command line, each host once.

    >>> text = "serve --redis-host redis --port 80 -- http://api/x web:81"
    >>> [reference.host for reference in in_arguments(text)]
    ['api', 'web', 'redis']
    """
    unique: dict[str, Reference] = {}
    pairs = (Reference(match[1], match[2]) for match in _HOST_SPACE_PORT.finditer(text))
    for reference in _other_hosts((*_in_text(text), *_in_options(text), *pairs)):
        unique.setdefault(reference.host, reference)
    yield from unique.values()


def in_configuration(text: str) -> Iterator[tuple[int, Reference]]:
    """Yield line and reference for each host in a configuration file.

    >>> list(in_configuration("# http://old\\nproxy_pass http://app:8000;"))
    [(2, Reference(host='app', port='8000', scheme='http', sure=True))]
    """
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _MAX_LINE or _COMMENT.match(line):
            continue
        directives = (Reference(match[1]) for match in _DIRECTIVE.finditer(line))
        for reference in _other_hosts((*_in_text(line), *directives)):
            yield number, reference


def is_host_setting(key: str) -> bool:
    """Return True if a setting of this name holds a host.

    >>> is_host_setting("REDIS_ADDR"), is_host_setting("redisHost"), is_host_setting("MYSQL_DATABASE")
    (True, True, False)
    """
    return _HOST_SETTING.search(_CAMEL.sub("_", key)) is not None


def _other_hosts(references: Iterable[Reference]) -> Iterator[Reference]:
    """Yield the references to another machine than this one."""
    return (reference for reference in references if not _NO_OTHER_HOST.fullmatch(reference.host))


def _in_setting(key: str, value: str) -> Iterator[Reference]:
    holds_host = is_host_setting(key)
    for reference in _in_text(value):
        yield reference._replace(sure=reference.sure or holds_host)
    for match in _PAIR.finditer(value):
        yield Reference(match[1], sure=True)
    if holds_host:
        for item in re.split(r"[,;\s]+", value.strip().strip("[]")):
            host = item.strip("\"'")
            if _HOST.fullmatch(host):
                yield Reference(host, sure="." in host)


def _in_text(text: str) -> Iterator[Reference]:
    """Yield the references in a text that are URLs or host:port."""
    text = _NEXT_URL.sub(" ", text)
    for match in _URL.finditer(text):
        scheme = match[1].lower()
        if scheme not in _SCHEMES_WITHOUT_HOST:
            yield from _in_authorities(match[2], scheme)
    for match in _HOST_PORT.finditer(_URL.sub(" ", text)):
        if int(match[2]) <= _MAX_PORT:
            yield Reference(match[1], match[2])


def _in_authorities(text: str, scheme: str) -> Iterator[Reference]:
    """Yield the hosts between `//` and `/` of a URL, of which databases allow several."""
    for authority in text.rstrip(";.,").rpartition("@")[2].split(","):
        host, _, port = authority.partition(":")
        if _HOST.fullmatch(host):
            yield Reference(host, port if port.isdigit() else "", scheme, sure=True)


def _in_options(text: str) -> Iterator[Reference]:
    for match in _OPTION.finditer(text):
        if is_host_setting(match[1]):
            yield from _in_setting(match[1], match[2].strip("\"'"))
