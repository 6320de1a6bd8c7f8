"""Convert field values that may be written in several ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ["convert_fields", "text_list", "to_tuple"]


def convert_fields(value: object, **converters: Callable[[Any], Any]) -> None:
    """Replace fields of a frozen dataclass by their converted values."""
    for name, convert in converters.items():
        object.__setattr__(value, name, convert(getattr(value, name)))


def text_list(value: Any) -> Any:
    """Return a sequence as a tuple, and one text as a tuple of one.

    >>> text_list("pii"), text_list(""), text_list(["a", "b"])
    (('pii',), (), ('a', 'b'))
    """
    if isinstance(value, str):
        return (value,) if value else ()
    return to_tuple(value)


def to_tuple(value: Any) -> Any:
    """Return an ordered iterable as a tuple; the type check reports any other value.

    >>> to_tuple(["a"]), to_tuple({"a"}), to_tuple(5)
    (('a',), {'a'}, 5)
    """
    unordered = isinstance(value, (str, bytes, Mapping, set, frozenset))
    return value if unordered or not isinstance(value, Iterable) else tuple(value)
