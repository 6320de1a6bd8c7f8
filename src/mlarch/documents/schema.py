"""Write the keys of a document as JSON Schema 2020-12, for editors to check and complete."""

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
_PROSE = {
    "extends": "What this document changes: the name of an architecture, or the path of a document.",
    "parameters": "Parameters of the builder that the chain of `extends` ends in.",
    "nodes": "Nodes by id; null removes one that was extended.",
    "clusters": "Clusters by id; null removes one that was extended.",
    "edges": "Edges as `source -> target`; a text is the label, null removes one that was extended.",
    "flows": "Named paths through the system, as lists of ids.",
    "styles": "How everything with a tag is drawn.",
    "view": "What is drawn of it.",
    "technology": "A class of `diagrams` by its dotted path, or a short name such as nginx.",
}


def json_schema(own: Iterable[str] = ()) -> dict[str, Any]:
    """Return the JSON Schema of a document; `own` are technologies of a project.

    It knows every key, type and choice; that ids exist is for `mlarch validate` to say. Technologies
    are there for completion: they have more spellings than are listed.
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
    said = _PROSE.get(key.name)
    return {**({"description": said} if said else {}), **_of(key)}


def _of(key: Key) -> dict[str, Any]:
    """Return what the value of a key may be; null stands for the default everywhere."""
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
