"""Find the technology that somebody means: a dotted path, a short alias or the name of a class."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from mlarch.catalog import table
from mlarch.catalog.technologies import Technology, alternates, describe, paths
from mlarch.errors import UnknownNameError, did_you_mean

__all__ = ["alias_of", "aliases", "get", "knows", "resolve"]

_MOST_CHOICES = 6


def resolve(name: str, *, suggest: bool = True) -> str:
    """Return the dotted path of the technology called `name`.

    A name is a dotted path, with or without `diagrams.` before it, an alias, or a class name or label
    that only one technology has; case, hyphens and spaces do not count.

    Raises:
        UnknownNameError: where there is none, with a suggestion unless that would take too long for
            many, or more than one, with the choices.

    >>> resolve("nginx"), resolve("gcp.compute.GCE")
    ('onprem.network.Nginx', 'gcp.compute.ComputeEngine')
    """
    if name in paths():
        return name
    found = _by_path().get(name) or _by_alias().get(_fold(name)) or _by_path().get(_bare(name))
    if found:
        return found
    choices = _by_class().get(_fold(name), ())
    if len(choices) == 1:
        return choices[0]
    if choices:
        raise UnknownNameError(_ambiguous(name, choices))
    raise UnknownNameError(_unknown(name) if suggest else f"unknown technology '{name}'.")


def knows(path: str) -> bool:
    """Say whether there is a technology of this dotted path.

    >>> knows("onprem.network.Nginx"), knows("acme.FeatureHub")
    (True, False)
    """
    return path in paths()


def get(name: str) -> Technology:
    """Return the technology called `name`, as `resolve` finds it.

    Raises:
        UnknownNameError: as `resolve`.
    """
    return describe(resolve(name))


@functools.cache
def aliases() -> Mapping[str, str]:
    """Return the dotted path behind each alias, of technologies that exist in this `diagrams`.

    >>> aliases()["gce"]
    'gcp.compute.ComputeEngine'
    """
    rows = table.load().rows.items()
    return MappingProxyType({alias: path for path, row in rows if path in paths() for alias in row.aliases})


def alias_of(path: str) -> str:
    """Return the alias to write for a technology, or its path where it has none.

    >>> alias_of("onprem.database.Postgresql"), alias_of("azure.general.Tag")
    ('postgresql', 'azure.general.Tag')
    """
    row = table.load().rows.get(path)
    return row.aliases[0] if row and row.aliases else path


def _fold(name: str) -> str:
    return re.sub(r"[-_\s]+", "", name.casefold())


def _bare(name: str) -> str:
    return name.strip().casefold().removeprefix("diagrams.")


@functools.cache
def _by_alias() -> Mapping[str, str]:
    return {_fold(alias): path for alias, path in aliases().items()}


@functools.cache
def _by_path() -> Mapping[str, str]:
    """Return every technology by its alternate paths, and by all its paths in lower case.

    Where two differ by case alone, the alternate name in `diagrams` is the one to give way.
    """
    folded = {path.casefold(): path for path in (*sorted(alternates()), *sorted(paths()))}
    lower = {name: alternates().get(path, path) for name, path in folded.items()}
    return {**lower, **alternates()}


@functools.cache
def _by_class() -> Mapping[str, tuple[str, ...]]:
    """Return the technologies behind each folded class name, alternate class name and label."""
    found: dict[str, dict[str, None]] = {}
    for name, path in _spellings():
        found.setdefault(_fold(name), {})[path] = None
    return {name: tuple(choices) for name, choices in found.items()}


def _spellings() -> Iterator[tuple[str, str]]:
    for path in sorted(paths()):
        yield path.rpartition(".")[2], path
    for alternate, path in alternates().items():
        yield alternate.rpartition(".")[2], path
    for path, row in table.load().rows.items():
        if path in paths():
            yield row.label, path


def _ambiguous(name: str, choices: tuple[str, ...]) -> str:
    written = [f"'{alias_of(path)}'" for path in choices[:_MOST_CHOICES]]
    more = f" or {len(choices) - _MOST_CHOICES} more" if len(choices) > _MOST_CHOICES else ""
    listed = ", ".join(written) if more else f"{', '.join(written[:-1])} or {written[-1]}"
    return f"technology '{name}' is ambiguous: write {listed}{more}"


def _unknown(name: str) -> str:
    if "." in name:
        return f"unknown technology '{name}'.{did_you_mean(_bare(name), sorted(paths()), limit=1)}"
    # Where an alias and a class name differ by case alone, the later one, the alias, is suggested.
    return f"unknown technology '{name}'.{did_you_mean(name, [*_class_names(), *aliases()], limit=1)}"


def _class_names() -> Iterator[str]:
    """Yield every class name that is enough to name its technology."""
    for path in sorted(paths()):
        name = path.rpartition(".")[2]
        if len(_by_class()[_fold(name)]) == 1:
            yield name
