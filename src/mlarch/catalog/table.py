"""Read the table of what mlarch knows of technologies: role, label and aliases of each."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["PATH", "Row", "Table", "load", "parse"]

PATH = Path(__file__).parent / "data" / "technologies.txt"

_SECTION = re.compile(r"\[([a-z-]*)\] (.+)")


class Row(NamedTuple):
    """What the table says of one technology."""

    role: str
    label: str
    aliases: tuple[str, ...]


class Table(NamedTuple):
    """Roles with their meaning, and rows by dotted path."""

    roles: Mapping[str, str]
    rows: Mapping[str, Row]


@functools.cache
def load() -> Table:
    """Return the shipped table."""
    return parse(PATH.read_text("utf-8"))


def parse(text: str) -> Table:
    """Return the table written in `text`.

    >>> table = parse("[cache] Forgets.\\nonprem.inmemory.Redis | Redis | redis")
    >>> table.rows["onprem.inmemory.Redis"]
    Row(role='cache', label='Redis', aliases=('redis',))
    >>> dict(table.roles)
    {'cache': 'Forgets.'}
    """
    roles: dict[str, str] = {}
    rows: dict[str, Row] = {}
    role = ""
    for line in text.splitlines():
        section = _SECTION.fullmatch(line)
        if section:
            role = section[1]
            roles[role] = section[2]
        elif line and not line.startswith("#"):
            path, label, aliases = (part.strip() for part in line.split("|"))
            rows[path] = Row(role, label, tuple(aliases.split()))
    roles.pop("", None)
    return Table(MappingProxyType(roles), rows)
