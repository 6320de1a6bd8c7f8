"""Turn an architecture into the mapping that a document is, whole or with its defaults left out."""

from __future__ import annotations

import dataclasses
from typing import Any

from mlarch import catalog
from mlarch.documents.keys import SECTIONS, TOP, Key
from mlarch.model import Architecture, EdgeData, default_label
from mlarch.model.frozen import thaw

__all__ = ["to_mapping"]


def to_mapping(arch: Architecture, *, full: bool = False) -> dict[str, Any]:
    """Return `arch` as dicts, lists, texts and numbers, in the order of the keys of a document.

    Where `full`, every key is there, `source` and `target` of each edge too, and technologies are
    dotted paths; else what is at its default is left out, technologies are short aliases, and an
    edge of which there is only a label is that text.
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
    usual = _defaults(type(item), id)
    if values.get("technology") and "." in values["technology"] and not catalog.knows(values["technology"]):
        for name in ("label", "role", "icon"):  # a technology of the project has defaults of its own
            usual.pop(name, None)
    kept = {name: value for name, value in values.items() if name not in usual or value != usual[name]}
    if not isinstance(item, EdgeData):
        return kept
    kept = {name: value for name, value in kept.items() if name not in ("source", "target")}
    return kept["label"] if [*kept] == ["label"] else kept


def _value(key: Key, value: Any, full: bool) -> Any:
    if key.type == "technology" and value and not full:
        return catalog.alias_of(value)
    return thaw(value)


def _defaults(make: type, id: str) -> dict[str, Any]:
    """Return what the keys of a node, cluster, edge or style stand at where a document is silent."""
    usual = {field.name: thaw(field.default) for field in dataclasses.fields(make)}
    return {**usual, "label": default_label(id)} if make.__name__ in ("Node", "Cluster") else usual
