"""Group the steps of a family: entries such as `scaling/1-small` and `scaling/2-large`."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mlarch.model import default_label
from mlarch.project.entry import Entry

__all__ = ["families", "with_families"]


def families(entries: Iterable[Entry], zoo: Callable[[], Iterable[Entry]]) -> tuple[Entry, ...]:
    """Return the families of entries, each with its steps in order.

    A family of the zoo, or one whose steps extend the zoo's of the same name, has the title and
    summary that its zoo module defines in `FAMILY`. `zoo` returns the entries of the zoo.
    """
    steps: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.family:
            steps.setdefault(entry.family, []).append(entry)
    zoo_paths = {entry.name: entry.path for entry in zoo()} if steps else {}
    return tuple(_family(name, members, zoo_paths) for name, members in steps.items())


def with_families(entries: tuple[Entry, ...], zoo: Callable[[], Iterable[Entry]]) -> tuple[Entry, ...]:
    """Return entries with each family inserted before its first step, followed by its other steps."""
    by_name = {entry.name: entry for entry in entries}
    by_family = {family.name: family for family in families(entries, zoo)}
    ordered: dict[str, Entry] = {}
    for entry in entries:
        family = by_family.pop(entry.family, None)
        if family is not None:
            ordered.setdefault(family.name, family)
            ordered |= {name: by_name[name] for name in family.members}
        ordered[entry.name] = entry
    return tuple(ordered.values())


def _family(name: str, members: list[Entry], zoo_paths: dict[str, str]) -> Entry:
    members = sorted(members, key=lambda entry: entry.step or 0)
    texts = _texts(members, zoo_paths)
    return Entry(
        name=name,
        kind="family",
        title=texts.get("title", default_label(name)),
        summary=texts.get("summary", ""),
        source=members[0].source if len({entry.source for entry in members}) == 1 else "",
        path=members[0].path if len({entry.path for entry in members}) == 1 else "",
        members=tuple(entry.name for entry in members),
        module=members[0].module if all(entry.builtin for entry in members) else "",
    )


def _texts(members: Iterable[Entry], zoo_paths: Mapping[str, str]) -> Mapping[str, str]:
    """Return the title and summary of the zoo's family that these steps belong to, if any."""
    names = (entry.name for entry in members if entry.builtin or entry.extends == entry.name)
    path = next((zoo_paths[name] for name in names if name in zoo_paths), "")
    return _family_literal(path) if path else {}


@functools.cache
def _family_literal(path: str) -> Mapping[str, str]:
    """Return the value of `FAMILY` in a module of the zoo."""
    for statement in ast.parse(Path(path).read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "FAMILY":
            texts: dict[str, str] = ast.literal_eval(statement.value)
            return texts
    return {}
