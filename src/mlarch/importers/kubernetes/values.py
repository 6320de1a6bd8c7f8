"""Read values of Kubernetes objects that may have any type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, YamlText

__all__ = ["as_map", "dig", "maps_in", "texts_below", "texts_in", "whole_number"]

_MAX_DIGITS = 8


def dig(value: Any, *keys: str) -> Any:
    """Return the value below nested keys, None if there is none.

    >>> dig({"a": {"b": 1}}, "a", "b"), dig({"a": 1}, "a", "b")
    (1, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def as_map(value: Any, at: Place) -> Map:
    """Return a mapping, or an empty one for any other value."""
    return value if isinstance(value, Map) else Map(at=at)


def maps_in(value: Any) -> list[Map]:
    """Return the mappings of a list, none for any other value."""
    return [item for item in value if isinstance(item, Map)] if isinstance(value, list) else []


def texts_in(value: Any) -> list[YamlText]:
    """Return the texts of a list, none for any other value."""
    return [item for item in value if isinstance(item, YamlText)] if isinstance(value, list) else []


def texts_below(value: Any, key: str = "") -> Iterator[tuple[str, YamlText]]:
    """Yield every text below a value with its nearest key."""
    if isinstance(value, YamlText):
        yield key, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from texts_below(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from texts_below(item, key)


def whole_number(value: Any, default: int = 1) -> int:
    """Return a whole number, `default` for any other value.

    >>> whole_number("3"), whole_number(None), whole_number("many"), whole_number("99999999999")
    (3, 1, 1, 1)
    """
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else default
