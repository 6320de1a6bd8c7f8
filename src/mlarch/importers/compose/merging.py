"""Merge Compose files by the rules of Compose.

Source: https://docs.docker.com/reference/compose-file/merge/
"""

from __future__ import annotations

import re
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, Seq
from mlarch.importers.compose.values import environment_map, place_of

__all__ = ["MERGE_TAGS", "merge"]

MERGE_TAGS = ("!reset", "!override")

_KEYED = ("environment", "labels", "annotations", "sysctls", "extra_hosts", "args", "additional_contexts")
_KEYED_IN_LONG_FORM = ("depends_on", "networks")
_REPLACED = ("command", "entrypoint", "test")
_MERGED_BY_TARGET = ("volumes", "secrets", "configs", "devices")

_NO_PLACE = Place("", 1, 1)
_COLON = re.compile(r":(?![\\/])")  # not that of a Windows drive


def merge(base: Map, override: Map) -> Map:
    """Return `base` with `override` merged into it."""
    merged = base.copy()
    merged.marks.update(override.marks)
    for key, value in override.items():
        tag = getattr(value, "tag", "")
        if tag == "!reset":
            merged.pop(key, None)
        elif tag == "!override" or merged.get(key) is None:
            merged[key] = value
        elif value is not None:
            merged[key] = _merge_values(key, merged[key], value)
    return merged


def _merge_values(key: str, base: Any, override: Any) -> Any:
    maps = [isinstance(value, Map) for value in (base, override)]
    if key in _KEYED or (key in _KEYED_IN_LONG_FORM and any(maps)):
        return merge(*(environment_map(value, _NO_PLACE) for value in (base, override)))
    if all(maps):
        return merge(base, override)
    if key == "build" and any(maps):
        return merge(_long_build(base), _long_build(override))
    if key in _REPLACED or not isinstance(base, list) or not isinstance(override, list):
        return override
    return _merge_lists(key, base, override)


def _merge_lists(key: str, base: list[Any], override: list[Any]) -> Seq:
    if key in _MERGED_BY_TARGET:
        targets = {_target(item) for item in override}
        base = [item for item in base if _target(item) not in targets]
    new = [item for item in override if item not in base]
    return Seq([*base, *new], at=place_of(override, _NO_PLACE))


def _long_build(value: Any) -> Map:
    return value if isinstance(value, Map) else Map({"context": value}, at=place_of(value, _NO_PLACE))


def _target(item: Any) -> str:
    """Return the path in the container."""
    if isinstance(item, Map):
        return str(item.get("target") or item.get("source"))
    parts = _COLON.split(str(item))
    return parts[1] if len(parts) > 1 else parts[0]
