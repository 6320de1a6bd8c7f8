"""Turn an architecture into the mapping of a document, with or without defaults."""

from __future__ import annotations

import dataclasses
from typing import Any

from mlarch import catalog
from mlarch.documents.keys import SECTIONS, TOP, Key
from mlarch.model import Architecture, ClusterData, EdgeData, Node, default_label
from mlarch.model.frozen import thaw

__all__ = ["to_mapping"]


def to_mapping(arch: Architecture, *, full: bool = False) -> dict[str, Any]:
    """Return an architecture as a mapping in the order of document keys.

    By default, defaults are left out, technologies are short aliases, and an edge with only a label
    is that text. If `full`, every key is present, also `source` and `target` of edges, and
    technologies are dotted paths.
    """
    mapping = {key.name: _top(arch, key, full) for key in TOP if key.type != "extends"}
    if full:
        return mapping
    kept = {key: value for key, value in mapping.items() if value not in ("", [], {})}
    if arch.title == arch.name:
        kept.pop("title", None)
    if arch.direction == "TB":
        del kept["direction"]
    return {"name": arch.name, **kept}


def _top(arch: Architecture, key: Key, full: bool) -> Any:
    value = getattr(arch, key.field)
    if key.type in SECTIONS:
        keys = SECTIONS[key.type]
        return {id: _part(item, keys, id, full) for id, item in value.items()}
    return thaw(value)


def _part(item: Any, keys: tuple[Key, ...], id: str, full: bool) -> Any:
    values = {key.name: _value(key, getattr(item, key.name), full) for key in keys}
    if full:
        return values
    defaults = _defaults(type(item), id)
    technology = values.get("technology") or ""
    if "." in technology and not catalog.knows(technology):
        for name in ("label", "role", "icon"):  # a technology of the project has defaults of its own
            defaults.pop(name, None)
    kept = {name: value for name, value in values.items() if name not in defaults or value != defaults[name]}
    if not isinstance(item, EdgeData):
        return kept
    kept = {name: value for name, value in kept.items() if name not in ("source", "target")}
    return kept["label"] if [*kept] == ["label"] else kept


def _value(key: Key, value: Any, full: bool) -> Any:
    if key.type == "technology" and value and not full:
        return catalog.alias_of(value)
    return thaw(value)


def _defaults(part_type: type, id: str) -> dict[str, Any]:
    """Return the default of each key of a node, cluster, edge or style."""
    defaults = {field.name: thaw(field.default) for field in dataclasses.fields(part_type)}
    return {**defaults, "label": default_label(id)} if part_type in (Node, ClusterData) else defaults
