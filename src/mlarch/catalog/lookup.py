"""Look up a technology by its dotted path, an alias or the name of its class."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from mlarch.catalog.technology import Technology, alternates, describe, paths
from mlarch.catalog.technology_table import load_table
from mlarch.errors import UnknownNameError, did_you_mean

__all__ = ["alias_of", "aliases", "get", "knows", "resolve"]

_MOST_CHOICES = 6


def resolve(name: str, *, suggest: bool = True) -> str:
    """Return the dotted path of the technology called `name`.

    `name` is a dotted path (with or without the prefix `diagrams.`), an alias, or a class name or
    label that only one technology has. Case, hyphens and spaces are ignored.

    Raises:
        UnknownNameError: if no technology, or more than one, has this name. The message suggests a
            similar name unless `suggest` is False, which is faster for many names.

    >>> resolve("nginx"), resolve("gcp.compute.GCE")
    ('onprem.network.Nginx', 'gcp.compute.ComputeEngine')
    """
    if name in paths():
        return name
    match = _by_path().get(name) or _by_alias().get(_fold(name)) or _by_path().get(_normalize(name))
    if match:
        return match
    choices = _by_class().get(_fold(name), ())
    if len(choices) == 1:
        return choices[0]
    if choices:
        raise UnknownNameError(_ambiguous(name, choices))
    raise UnknownNameError(_unknown(name) if suggest else f"unknown technology '{name}'.")


def knows(path: str) -> bool:
    """Return True if `path` is the dotted path of a technology.

    >>> knows("onprem.network.Nginx"), knows("acme.FeatureHub")
    (True, False)
    """
    return path in paths()


def get(name: str) -> Technology:
    """Return the technology called `name`.

    Raises:
        UnknownNameError: see `resolve`.
    """
    return describe(resolve(name))


@functools.cache
def aliases() -> Mapping[str, str]:
    """Return the dotted path of each alias.

    Aliases of classes that the installed `diagrams` does not have are left out.

    >>> aliases()["gce"]
    'gcp.compute.ComputeEngine'
    """
    rows = load_table().rows.items()
    return MappingProxyType({alias: path for path, row in rows if path in paths() for alias in row.aliases})


def alias_of(path: str) -> str:
    """Return the preferred alias of a technology, or its path if it has none.

    >>> alias_of("onprem.database.Postgresql"), alias_of("azure.general.Tag")
    ('postgresql', 'azure.general.Tag')
    """
    row = load_table().rows.get(path)
    return row.aliases[0] if row and row.aliases else path


def _fold(name: str) -> str:
    return re.sub(r"[-_\s]+", "", name.casefold())


def _normalize(path: str) -> str:
    return path.strip().casefold().removeprefix("diagrams.")


@functools.cache
def _by_alias() -> Mapping[str, str]:
    return {_fold(alias): path for alias, path in aliases().items()}


@functools.cache
def _by_path() -> Mapping[str, str]:
    """Return every technology by its alternate paths and its lower-case paths.

    If two paths differ only in case, the alternate one of `diagrams` gives way.
    """
    folded = {path.casefold(): path for path in (*sorted(alternates()), *sorted(paths()))}
    lower = {name: alternates().get(path, path) for name, path in folded.items()}
    return {**lower, **alternates()}


@functools.cache
def _by_class() -> Mapping[str, tuple[str, ...]]:
    """Return the technologies behind each folded class name and label."""
    choices: dict[str, dict[str, None]] = {}
    for name, path in _class_names_and_labels():
        choices.setdefault(_fold(name), {})[path] = None
    return {name: tuple(paths) for name, paths in choices.items()}


def _class_names_and_labels() -> Iterator[tuple[str, str]]:
    for path in sorted(paths()):
        yield path.rpartition(".")[2], path
    for alternate, path in alternates().items():
        yield alternate.rpartition(".")[2], path
    for path, row in load_table().rows.items():
        if path in paths():
            yield row.label, path


def _ambiguous(name: str, choices: tuple[str, ...]) -> str:
    quoted = [f"'{alias_of(path)}'" for path in choices[:_MOST_CHOICES]]
    more = f" or {len(choices) - _MOST_CHOICES} more" if len(choices) > _MOST_CHOICES else ""
    listed = ", ".join(quoted) if more else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f"technology '{name}' is ambiguous: write {listed}{more}"


def _unknown(name: str) -> str:
    if "." in name:
        return f"unknown technology '{name}'.{did_you_mean(_normalize(name), sorted(paths()), limit=1)}"
    # Aliases come last: if one differs from a class name only in case, the alias is suggested.
    return f"unknown technology '{name}'.{did_you_mean(name, [*_unique_class_names(), *aliases()], limit=1)}"


def _unique_class_names() -> Iterator[str]:
    """Yield the class names that only one technology has."""
    for path in sorted(paths()):
        name = path.rpartition(".")[2]
        if len(_by_class()[_fold(name)]) == 1:
            yield name
