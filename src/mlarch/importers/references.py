"""Find the hosts that a text names: in URLs, as host:port, and where a setting is for a host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Reference", "in_arguments", "in_configuration", "in_setting", "is_for_hosts"]

_URL = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*)://([^\s/?#\"'`<>|\\)\]}]*)")
_NEXT_URL = re.compile(r",(?=[A-Za-z][A-Za-z0-9+.-]*://)")
_HOST_PORT = re.compile(r"(?<![\w.@:/$%~{-])([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?):(\d{1,5})(?![\w.:])")
_HOST_SPACE_PORT = re.compile(r"(?<![\w./=-])([A-Za-z][\w.-]*)\s+(\d{2,5})(?![\w.])")
_HOST = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_PAIR = re.compile(
    r"(?:^|[;\s,])(?:host(?:name)?|server|data source|addr(?:ess)?)\s*=\s*([\w.-]+)", re.IGNORECASE
)
_FOR_HOSTS = re.compile(
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

_NOWHERE = re.compile(
    r"localhost|(?:127|0)(?:\.\d+){3}|host\.docker\.internal|host-gateway|::1?|true|false|none|null|\d+",
    re.IGNORECASE,
)
_NO_HOST = frozenset(
    ("file", "sqlite", "unix", "unixgram", "npipe", "memory", "mem", "inmem", "data", "about")
)


class Reference(NamedTuple):
    """A host as a text names it, with port and scheme where it says them.

    `sure` says that the text can mean nothing but a host.
    """

    host: str
    port: str = ""
    scheme: str = ""
    sure: bool = False


def in_setting(key: str, value: str) -> Iterator[Reference]:
    """Yield the references in the value of a setting, each host once.

    >>> list(in_setting("DATABASE_URL", "mysql://root:secret@db:3306/shop"))
    [Reference(host='db', port='3306', scheme='mysql', sure=True)]
    >>> [one.host for one in in_setting("REDIS_HOST", "redis")], list(in_setting("NAME", "redis"))
    (['redis'], [])
    """
    found: dict[tuple[str, str], Reference] = {}
    for one in _in_setting(key, value):
        if not _NOWHERE.fullmatch(one.host):
            found.setdefault((one.host, one.port), one)
    yield from found.values()


def in_arguments(text: str) -> Iterator[Reference]:
    """Yield the references in a command line.

    >>> [one.host for one in in_arguments("serve --redis-host redis --port 80 -- http://api/x web:81")]
    ['api', 'web', 'redis']
    """
    found: dict[str, Reference] = {}
    pairs = (Reference(match[1], match[2]) for match in _HOST_SPACE_PORT.finditer(text))
    for one in (*_written(text), *_options(text), *pairs):
        if not _NOWHERE.fullmatch(one.host):
            found.setdefault(one.host, one)
    yield from found.values()


def in_configuration(text: str) -> Iterator[tuple[int, Reference]]:
    """Yield the references in a configuration file, each with its line; comments do not count.

    >>> list(in_configuration("# http://old\\nproxy_pass http://app:8000;"))
    [(2, Reference(host='app', port='8000', scheme='http', sure=True))]
    """
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > 5_000 or _COMMENT.match(line):
            continue
        for one in (*_written(line), *(Reference(match[1]) for match in _DIRECTIVE.finditer(line))):
            if not _NOWHERE.fullmatch(one.host):
                yield number, one


def is_for_hosts(key: str) -> bool:
    """Say whether a setting of this name holds a host.

    >>> is_for_hosts("REDIS_ADDR"), is_for_hosts("redisHost"), is_for_hosts("MYSQL_DATABASE")
    (True, True, False)
    """
    return _FOR_HOSTS.search(_CAMEL.sub("_", key)) is not None


def _in_setting(key: str, value: str) -> Iterator[Reference]:
    wanted = is_for_hosts(key)
    for one in _written(value):
        yield one._replace(sure=one.sure or wanted)
    for match in _PAIR.finditer(value):
        yield Reference(match[1], sure=True)
    if wanted:
        for part in re.split(r"[,;\s]+", value.strip().strip("[]")):
            bare = part.strip("\"'")
            if _HOST.fullmatch(bare):
                yield Reference(bare, sure="." in bare)


def _written(text: str) -> Iterator[Reference]:
    """Yield what stands in a text as a URL or as host:port."""
    text = _NEXT_URL.sub(" ", text)
    for match in _URL.finditer(text):
        scheme = match[1].lower()
        if scheme in _NO_HOST:
            continue
        for authority in match[2].rstrip(";.,").rpartition("@")[2].split(","):
            host, _, port = authority.partition(":")
            if _HOST.fullmatch(host):
                yield Reference(host, port if port.isdigit() else "", scheme, sure=True)
    for match in _HOST_PORT.finditer(_URL.sub(" ", text)):
        if int(match[2]) <= 65_535:
            yield Reference(match[1], match[2])


def _options(text: str) -> Iterator[Reference]:
    for match in _OPTION.finditer(text):
        if is_for_hosts(match[1]):
            yield from _in_setting(match[1], match[2].strip("\"'"))
