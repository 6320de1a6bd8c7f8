"""Read the short and long forms of values in Compose files."""

from __future__ import annotations

from typing import Any

from mlarch.documents.yaml_stream import Map, Place, YamlText

__all__ = ["as_list", "as_map", "environment_map", "place_of"]


def as_list(value: Any) -> list[Any]:
    """Return a list unchanged, None as an empty list, other values as a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def as_map(value: Any, at: Place) -> Map:
    """Return a mapping, or an empty one for any other value."""
    return value if isinstance(value, Map) else Map(at=at)


def environment_map(value: Any, at: Place) -> Map:
    """Return a mapping, also from a list of `NAME=value` and `NAME`."""
    if isinstance(value, Map):
        return value
    variables = Map(at=place_of(value, at))
    for item in as_list(value):
        if isinstance(item, YamlText):
            name, equals, text = item.partition("=")
            variables[name] = item.like(text) if equals else None
            variables.marks[name] = item.at
    return variables


def place_of(value: Any, default: Place) -> Place:
    place: Place = getattr(value, "at", default)
    return place
