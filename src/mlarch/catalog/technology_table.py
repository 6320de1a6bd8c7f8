"""Read the table of technologies: the role, label and aliases of each."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["PATH", "TechnologyRow", "TechnologyTable", "load_table", "parse"]

PATH = Path(__file__).parent / "data" / "technologies.txt"

_SECTION = re.compile(r"\[([a-z-]*)\] (.+)")


class TechnologyRow(NamedTuple):
    """One row of the table; `label` is empty if the class name reads well enough."""

    role: str
    label: str
    aliases: tuple[str, ...]


class TechnologyTable(NamedTuple):
    """The meaning of each role, and the rows by dotted path."""

    roles: Mapping[str, str]
    rows: Mapping[str, TechnologyRow]


@functools.cache
def load_table() -> TechnologyTable:
    """Return the shipped table."""
    return parse(PATH.read_text("utf-8"))


def parse(text: str) -> TechnologyTable:
    """Return the table written in `text`.

    >>> table = parse("[cache] Forgets.\\nonprem.inmemory.Redis | Redis | redis")
    >>> table.rows["onprem.inmemory.Redis"]
    TechnologyRow(role='cache', label='Redis', aliases=('redis',))
    >>> dict(table.roles)
    {'cache': 'Forgets.'}
    """
    roles: dict[str, str] = {}
    rows: dict[str, TechnologyRow] = {}
    role = ""
    for line in text.splitlines():
        section = _SECTION.fullmatch(line)
        if section:
            role = section[1]
            roles[role] = section[2]
        elif line and not line.startswith("#"):
            path, label, aliases = (cell.strip() for cell in line.split("|"))
            rows[path] = TechnologyRow(role, label, tuple(aliases.split()))
    roles.pop("", None)
    return TechnologyTable(MappingProxyType(roles), rows)
