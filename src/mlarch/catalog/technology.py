"""List the technologies, each with its label, role and icon."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mlarch.catalog.class_index import OWN_MODULE
from mlarch.catalog.installed_classes import load_index
from mlarch.catalog.technology_table import TechnologyRow, load_table

__all__ = ["ROLES", "Technology", "alternates", "describe", "paths", "role_of", "technologies"]

ROLES: Mapping[str, str] = load_table().roles
"""Every role with its meaning."""

# The icon of these is transparent. It would only take up space.
_WITHOUT_ICON = frozenset({"generic.blank.Blank"})

_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
_NO_ROW = TechnologyRow("", "", ())


@dataclass(frozen=True)
class Technology:
    """A node class of `diagrams` or of mlarch.

    `path` is its dotted path (`gcp.compute.ComputeEngine`, `mlarch.nodes.UWSGI`). `category` is the
    module within the provider. `icon` is the path of its picture, '' if it has none: relative to the
    folder that holds `diagrams`, or to this package for a class of `mlarch.nodes`.
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
    """Return every technology by its dotted path, sorted by path."""
    return MappingProxyType({path: describe(path) for path in sorted(paths())})


@functools.cache
def paths() -> frozenset[str]:
    """Return the dotted path of every technology."""
    index = load_index()
    of_diagrams = {f"{module}.{name}" for module, classes in index.modules.items() for name in classes.icons}
    return frozenset(of_diagrams | {f"{OWN_MODULE}.{name}" for name in index.own})


@functools.cache
def alternates() -> Mapping[str, str]:
    """Return the technology behind each alternate path in `diagrams`.

    >>> alternates()["gcp.compute.GCE"]
    'gcp.compute.ComputeEngine'
    """
    return {
        f"{module}.{name}": f"{module}.{target}"
        for module, classes in load_index().modules.items()
        for name, target in classes.aliases.items()
    }


@functools.cache
def describe(path: str) -> Technology:
    """Return the technology of a dotted path.

    Raises:
        KeyError: if there is no such technology.
    """
    module, _, name = path.rpartition(".")
    provider, icon = _own_icon(name) if module == OWN_MODULE else _diagrams_icon(module, name)
    row = load_table().rows.get(path, _NO_ROW)
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
    """Return the role of a technology, or '' if it is unknown or has no role.

    >>> role_of("onprem.network.Nginx")
    'reverse-proxy'
    """
    return load_table().rows.get(path, _NO_ROW).role


def _own_icon(name: str) -> tuple[str, str]:
    """Return the provider and icon of a class of `mlarch.nodes`."""
    own = load_index().own[name]
    return own.provider, f"data/icons/{own.icon}"


def _diagrams_icon(module: str, name: str) -> tuple[str, str]:
    """Return the provider and icon of a class of `diagrams`."""
    classes = load_index().modules[module]
    return module.partition(".")[0], f"{classes.folder}/{classes.icons[name]}"


def _label(module: str, name: str) -> str:
    """Return a class name as words, or as an alias spells it (`CircleCI = Circleci`)."""
    classes = load_index().modules.get(module)
    for alias in classes.aliases if classes else ():
        if alias != name and alias.casefold() == name.casefold():
            return alias
    return _WORD_BREAK.sub(" ", name)
