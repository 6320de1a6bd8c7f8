"""Say in lines what one architecture changes of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlarch.document.mapping import to_mapping
from mlarch.document.writing import line
from mlarch.model import Architecture

__all__ = ["changes"]

_SECTIONS = ("parameters", "styles", "view", "deployed", "lint", "nodes", "clusters", "edges", "flows")
_LONGEST = 100


def changes(base: Architecture, arch: Architecture) -> list[str]:
    """Return what differs from `base`: `+` is new, `-` is gone, `~` has other fields."""
    before, after = _labelled(base), _labelled(arch)
    lines = list(_fields("", _plain(before), _plain(after)))
    for section in _SECTIONS:
        lines += _section(section, before.get(section, {}), after.get(section, {}))
    return lines or ["no changes"]


def _labelled(arch: Architecture) -> dict[str, Any]:
    """Return an architecture as a mapping in which nodes and clusters have their labels, default or not."""
    mapping = to_mapping(arch)
    for section, items in (("nodes", arch.nodes), ("clusters", arch.clusters)):
        entries = mapping.get(section, {})
        mapping[section] = {id: {"label": items[id].label, **entry} for id, entry in entries.items()}
    return mapping


def _plain(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in (*_SECTIONS, "name")}


def _section(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    what = section if section in ("view", "deployed", "lint") else section[:-1]
    for id in [*after, *(id for id in before if id not in after)]:
        if id not in before:
            yield f"+ {what} {id}: {_short(after[id])}"
        elif id not in after:
            yield f"- {what} {id}"
        elif before[id] != after[id]:
            yield from _changed(f"{what} {id}", before[id], after[id])


def _changed(where: str, before: Any, after: Any) -> Iterator[str]:
    before, after = _fielded(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _fields(f"{where}: ", before, after)
    else:
        yield f"~ {where}: {_short(before)} -> {_short(after)}"


def _fielded(before: Any, after: Any) -> tuple[Any, Any]:
    """Return an edge that is written as its label as a mapping, where the other one is a mapping."""
    if isinstance(before, Mapping) and isinstance(after, str):
        return before, {"label": after}
    if isinstance(after, Mapping) and isinstance(before, str):
        return {"label": before}, after
    return before, after


def _fields(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        if old != new:
            yield f"~ {where}{key}: {_short(old)} -> {_short(new)}"


def _short(value: Any) -> str:
    text = "default" if value is None else line(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
