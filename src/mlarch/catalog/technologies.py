"""Describe each technology: its label, its role and where its icon lies."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mlarch.catalog import index, table

__all__ = ["ROLES", "Technology", "alternates", "describe", "paths", "role_of", "technologies"]

ROLES: Mapping[str, str] = table.load().roles

# A transparent picture is no icon: it would only leave room for nothing.
_WITHOUT_ICON = frozenset({"generic.blank.Blank"})

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Technology:
    """A node class of `diagrams` or of mlarch.

    `path` is its dotted path (`gcp.compute.ComputeEngine`, `mlarch.nodes.UWSGI`), `category` the
    module within the provider. `icon` is the path of its picture: below the folder that holds
    `diagrams`, or for our own below the package; empty where there is none.
    """

    path: str
    name: str
    provider: str
    category: str
    label: str
    icon: str
    role: str


@functools.cache
def technologies() -> Mapping[str, Technology]:
    """Return every technology by its dotted path, in order of the path."""
    return MappingProxyType({path: describe(path) for path in sorted(paths())})


@functools.cache
def paths() -> frozenset[str]:
    """Return the dotted path of every technology."""
    known = index.load()
    found = {f"{module}.{name}" for module, parts in known.modules.items() for name in parts.icons}
    return frozenset(found | {f"{index.OWN}.{name}" for name in known.own})


@functools.cache
def alternates() -> Mapping[str, str]:
    """Return the technology behind each further name it has in `diagrams`.

    >>> alternates()["gcp.compute.GCE"]
    'gcp.compute.ComputeEngine'
    """
    return {
        f"{module}.{name}": f"{module}.{target}"
        for module, parts in index.load().modules.items()
        for name, target in parts.aliases.items()
    }


@functools.cache
def describe(path: str) -> Technology:
    """Return the technology of a dotted path.

    Raises:
        KeyError: where there is none.
    """
    module, _, name = path.rpartition(".")
    provider, icon = _own(name) if module == index.OWN else _of_diagrams(module, name)
    row = table.load().rows.get(path, table.Row("", "", ()))
    return Technology(
        path=path,
        name=name,
        provider=provider,
        category=module.partition(".")[2],
        label=row.label or _label(module, name),
        icon="" if path in _WITHOUT_ICON else icon,
        role=row.role,
    )


def role_of(path: str) -> str:
    """Return the role of a technology, '' where it has none or is unknown.

    >>> role_of("onprem.network.Nginx")
    'reverse-proxy'
    """
    row = table.load().rows.get(path)
    return row.role if row else ""


def _own(name: str) -> tuple[str, str]:
    own = index.load().own[name]
    return own.provider, f"data/icons/{own.icon}"


def _of_diagrams(module: str, name: str) -> tuple[str, str]:
    parts = index.load().modules[module]
    return module.partition(".")[0], f"{parts.folder}/{parts.icons[name]}"


def _label(module: str, name: str) -> str:
    """Return a class name as words, or as `diagrams` spells it where it has `CircleCI = Circleci`."""
    known = index.load().modules.get(module)
    for spelt in known.aliases if known else ():
        if spelt != name and spelt.casefold() == name.casefold():
            return spelt
    return _WORDS.sub(" ", name)
