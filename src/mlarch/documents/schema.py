"""Generate the JSON Schema of documents, for editors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mlarch import catalog
from mlarch.documents.keys import CLUSTER, EDGE, NODE, STYLE, TOP, VIEW, Key

__all__ = ["json_schema"]

_ID = r"^[A-Za-z0-9._/-]{1,100}$"
_EDGE = r"^\s*\S+\s+->\s+\S+?(?:\s*\[[1-9][0-9]{0,8}\])?\s*$"
_TEXT = {"type": ["string", "number", "boolean", "null"]}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": {"type": ["string", "number", "boolean"]}}]}
_IDS = {"type": ["array", "null"], "items": {"type": ["string", "number", "boolean"]}}
_COUNT = {"type": ["integer", "null"], "minimum": 0}
_DESCRIPTIONS = {
    "extends": "The base of this document: the name of an architecture, or the path of a document.",
    "parameters": "Parameters of the builder at the end of the chain of `extends`.",
    "nodes": "Nodes by id; null removes an inherited one.",
    "clusters": "Clusters by id; null removes an inherited one.",
    "edges": "Edges as `source -> target`; a text is the label, null removes an inherited edge.",
    "flows": "Named paths through the system, as lists of ids.",
    "styles": "The look of everything with a tag.",
    "view": "The part that is drawn.",
    "technology": "A class of `diagrams` by its dotted path, or a short name such as nginx.",
}


def json_schema(own: Iterable[str] = ()) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of documents.

    It covers keys, types and choices. Whether ids exist is checked by `mlarch validate`. Technologies are
    listed for completion, those of the project, `own`, first: other spellings are valid too.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mlarch document",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {key.name: _described(key) for key in TOP},
        "$defs": {
            "technology": {"anyOf": [{"enum": _technologies(own)}, _TEXT]},
            "node": _object(NODE),
            "cluster": _object(CLUSTER),
            "edge": {"anyOf": [_TEXT, _object(EDGE)]},
            "style": _object(STYLE),
            "view": _object(VIEW),
        },
    }


def _technologies(own: Iterable[str]) -> list[str]:
    return [*own, *sorted(catalog.aliases()), *sorted(catalog.technologies())]


def _object(keys: Iterable[Key]) -> dict[str, Any]:
    properties = {key.name: _described(key) for key in keys}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _described(key: Key) -> dict[str, Any]:
    description = _DESCRIPTIONS.get(key.name)
    return {**({"description": description} if description else {}), **_value_schema(key)}


def _value_schema(key: Key) -> dict[str, Any]:
    """Return the schema of a key's value. Null is the default everywhere."""
    if key.allowed:
        empty = [] if key.name in ("kind", "status", "arrow") else [""]
        return {"enum": [*key.allowed, *empty, None]}
    if key.type in _SIMPLE:
        return _SIMPLE[key.type]
    if key.type == "flows":
        return {"type": ["object", "null"], "additionalProperties": _IDS}
    names = {"edges": {"pattern": _EDGE}, "styles": {}}.get(key.type, {"pattern": _ID})
    return {
        "type": ["object", "null"],
        "propertyNames": names,
        "additionalProperties": {"$ref": f"#/$defs/{key.type[:-1]}"},
    }


_SIMPLE: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "extends": {"type": ["string", "null"]},
    "prose": _TEXTS,
    "words": _TEXTS,
    "ids": _IDS,
    "count": _COUNT,
    "technology": {"$ref": "#/$defs/technology"},
    "data": {"type": ["object", "null"]},
    "view": {"$ref": "#/$defs/view"},
}
