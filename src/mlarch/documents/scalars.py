"""Keep the text of numbers, true and false in documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Scalar", "describe", "plain"]


class Scalar(NamedTuple):
    """A number, true or false in a YAML document, with its text as written."""

    value: object
    text: str


def plain(value: Any) -> Any:
    """Return a value of a document with each `Scalar` replaced by its value."""
    if isinstance(value, Scalar):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def describe(value: object) -> str:
    """Return a value as messages quote it.

    >>> describe({}), describe(None), describe("a"), describe(Scalar(1.1, "1.10"))
    ('a mapping', 'null', "'a'", '1.10')
    """
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "null" if value is None else repr(value)
