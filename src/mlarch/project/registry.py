"""Resolve names: list the entries of the zoo, of installed packages and of a folder, and find one."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mlarch.documents.paths import FOLDER, is_document
from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.layout.distributions import has_entry_points
from mlarch.model import Architecture
from mlarch.project import ARCHITECTURES_GROUP
from mlarch.project import families as _families
from mlarch.project.entry import Entry, family_and_step
from mlarch.project.folder_entries import documents, folder_entries
from mlarch.project.python_entries import in_file, zoo_entries
from mlarch.zoo import MODULES

if TYPE_CHECKING:
    from mlarch.model.decision import Decision

__all__ = [
    "builder",
    "decision_beside",
    "documents",
    "entries",
    "families",
    "find",
    "find_all",
    "in_file",
    "installed",
    "is_file_target",
    "local",
    "local_in",
    "quoted",
    "zoo",
]

_ZOO = Path(__file__).parents[1] / "zoo"


@functools.cache
def zoo() -> tuple[Entry, ...]:
    """Return the entries of the zoo in its order, without importing them."""
    return tuple(
        entry for module in MODULES for entry in zoo_entries(_ZOO / f"{module}.py", f"mlarch.zoo.{module}")
    )


def local(folder: str | PathLike[str] = FOLDER) -> tuple[Entry, ...]:
    """Return the architectures in a folder, sorted by name; none if there is no such folder.

    Raises:
        MlarchError: if two files define the same name.
    """
    return folder_entries(folder, zoo)


@functools.cache
def installed() -> tuple[Entry, ...]:
    """Return the architectures of installed packages, without importing them.

    The entry point `acme = acme_zoo` of group `mlarch.architectures` adds every architecture in the
    folder of the package `acme_zoo` as `acme/...`.
    """
    if not has_entry_points(ARCHITECTURES_GROUP):
        return ()
    from importlib.metadata import entry_points

    points = entry_points(group=ARCHITECTURES_GROUP)
    return tuple(entry for point in points for entry in _package_entries(point.name, point.value))


def entries(
    folder: str | PathLike[str] = FOLDER, *, own: tuple[Entry, ...] | None = None
) -> tuple[Entry, ...]:
    """Return everything that `mlarch.get` can build, without importing any of it.

    These are the architectures of `folder`, of installed packages and of the zoo. One in `folder`
    shadows others of its name. Each family comes before its steps. `own` replaces the entries read
    from `folder`.

    Raises:
        MlarchError: if two files in `folder` define the same name.

    >>> cache = next(entry for entry in entries() if entry.short_name == "cache")
    >>> cache.name, [parameter.name for parameter in cache.parameters]
    ('gcp-scaling/6-cache', ['instances_per_region'])
    """
    own = local(folder) if own is None else own
    shadowed = {entry.name for entry in own}
    others = (entry for entry in (*installed(), *zoo()) if entry.name not in shadowed)
    return _families.with_families((*own, *others), zoo)


def families(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the families of entries, each with its steps in order."""
    return _families.families(entries, zoo)


def find(name: str, folder: str | PathLike[str] = FOLDER, *, own: tuple[Entry, ...] | None = None) -> Entry:
    """Return the entry of a full name, or of a unique last part with or without its number.

    `zoo:cache` is the zoo's entry even if `folder` has one of that name. The name of a family gives
    an entry of kind "family". `own` replaces the entries read from `folder`.

    Raises:
        UnknownNameError: if there is no such entry, or several.
    """
    short = name.removeprefix("zoo:")
    in_zoo = name.startswith("zoo:")
    candidates = _families.with_families(zoo(), zoo) if in_zoo else entries(folder, own=own)
    exact = [entry for entry in candidates if entry.name == short]
    matches = exact or [entry for entry in candidates if short in _short_forms(entry)]
    if not matches:
        raise UnknownNameError(f"unknown architecture '{short}'.{_suggestion(short, candidates)}")
    if len(matches) > 1:
        raise UnknownNameError(f"'{short}' names several: {quoted(entry.name for entry in matches)}")
    return matches[0]


def find_all(name: str) -> tuple[Entry, ...]:
    """Return the entries of a name: the steps of a family, else one.

    Raises:
        UnknownNameError: if there is no such entry, or several.
    """
    entry = find(name)
    prefix = "zoo:" if name.startswith("zoo:") else ""
    return tuple(find(prefix + member) for member in entry.members) or (entry,)


def local_in(path: str | PathLike[str], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries whose files are in a folder, at any depth, or are a file."""
    root = Path(os.path.realpath(path))  # unlike Path.resolve, accepts links in a circle
    return tuple(entry for entry in entries if Path(entry.path).resolve().is_relative_to(root))


def builder(entry: Entry) -> Callable[..., Architecture]:
    """Return the function that builds an entry; this imports or runs its Python file."""
    if not entry.builtin:
        from mlarch import recording

        return recording.load_builder(entry.path, entry.function)
    function: Callable[..., Architecture] = getattr(importlib.import_module(entry.module), entry.function)
    return function


def decision_beside(entry: Entry) -> Decision:
    """Return the decision that a Python entry draws: the `Decision` of that name in its module.

    Raises:
        UnknownNameError: if there is none.
    """
    from mlarch.model.decision import Decision

    values = inspect.unwrap(builder(entry)).__globals__.values()
    decisions = [value for value in values if isinstance(value, Decision) and value.name == entry.name]
    if not decisions:
        raise UnknownNameError(f"{entry.path}: no Decision named '{entry.name}' beside its builder")
    return decisions[0]


def is_file_target(target: str) -> bool:
    """Return True if a target of the command line is a file or `-`, not a name."""
    return target == "-" or Path(target).suffix == ".py" or is_document(target)


def quoted(names: Iterable[str], conjunction: str = "or") -> str:
    """Return quoted names as a list in a sentence.

    >>> quoted(["a", "b", "c"], "and")
    "'a', 'b' and 'c'"
    """
    *first, last = [f"'{name}'" for name in names]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _package_entries(prefix: str, module: str) -> Iterator[Entry]:
    try:
        spec = importlib.util.find_spec(module.partition(":")[0])
    except (ImportError, ValueError):
        return  # the package of the entry point was removed
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for entry in local(folder):
            name = entry.name if entry.name.startswith(f"{prefix}/") else f"{prefix}/{entry.name}"
            family, step = family_and_step(name)
            yield replace(entry, name=name, family=family, step=step, package=prefix)


def _short_forms(entry: Entry) -> set[str]:
    """Return the names that find an entry besides its own.

    >>> sorted(_short_forms(Entry(name="gcp-scaling/6-cache", family="gcp-scaling", step=6)))
    ['6-cache', 'cache', 'gcp-scaling/6', 'gcp-scaling/cache']
    """
    forms = {entry.name.rsplit("/", 1)[-1], entry.short_name}
    if entry.family:
        forms |= {f"{entry.family}/{entry.short_name}", f"{entry.family}/{entry.step}"}
    return forms


def _suggestion(name: str, entries: Iterable[Entry]) -> str:
    if "/" in name:
        return did_you_mean(name, [entry.name for entry in entries])
    short = {form for entry in entries for form in (entry.short_name, entry.name) if "/" not in form}
    return did_you_mean(name, sorted(short))
