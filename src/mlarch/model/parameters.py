"""Describe the parameters of a builder and the values that they accept."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mlarch.errors import did_you_mean

__all__ = ["REQUIRED", "BuilderParameter", "Range", "as_yaml"]

REQUIRED: Any = Ellipsis
"""The default of a parameter that has none."""

_NOUNS: Mapping[object, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    type(None): "nothing",
}
_PLURALS: Mapping[object, str] = {int: "whole numbers", float: "numbers", str: "texts"}
_JSON_TYPES: Mapping[object, str] = {
    int: "integer",
    float: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    list: "array",
    tuple: "array",
}


@dataclass(frozen=True)
class Range:
    """The smallest and largest number that a parameter, or an item of it, may be.

    >>> str(Range(2, 100)), str(Range(least=1)), 1 in Range(2)
    ('from 2 to 100', 'of 1 or more', False)
    """

    least: float | None = None
    most: float | None = None

    def __contains__(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        if self.least is not None and self.most is not None:
            return f"from {self.least} to {self.most}"
        if self.least is not None:
            return f"of {self.least} or more"
        return "" if self.most is None else f"of {self.most} or less"


@dataclass(frozen=True)
class BuilderParameter:
    """A keyword of a builder.

    `hint` is its annotation. In `Annotated[int, "Worker processes.", Range(1, 100)]` the text
    describes the parameter and the range limits it.

    >>> workers = BuilderParameter("workers", Annotated[int, "Machines.", Range(1, 8)], default=2)
    >>> str(workers), workers.accepts(9)
    ('Machines. A whole number from 1 to 8 [default: 2]', False)
    """

    name: str
    hint: Any = Any
    default: Any = REQUIRED

    @property
    def description(self) -> str:
        """The text beside the type, or '' if there is none."""
        return next((text for text in _metadata(self.hint) if isinstance(text, str)), "")

    @property
    def type(self) -> Any:
        """The annotation without description and range."""
        return _bare(self.hint)

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a choice or of a switch; () if any value of the type is accepted."""
        if self.type is bool:
            return (True, False)
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    def accepts(self, value: Any) -> bool:
        """Return True if the value has the type and is within the range."""
        return _fits(value, self.hint, Range())

    def rule(self) -> str:
        """Return the accepted values in words, for "must be ..."."""
        return _in_words(self.hint, Range())

    def problem(self, value: Any) -> str:
        """Return the rule that a value breaks, with a suggestion, or '' if it is accepted."""
        if self.accepts(value):
            return ""
        shown = list(value) if isinstance(value, tuple) else value
        suggestion = did_you_mean(str(value), map(str, self.choices))
        return f"must be {self.rule()}, not {shown!r}.{suggestion}".rstrip(".")

    def to_mapping(self) -> dict[str, Any]:
        """Return name, description and default with the type in the words of JSON Schema."""
        schema = {"name": self.name, "description": self.description, **_json_schema(self.hint, Range())}
        return schema if self.default is REQUIRED else {**schema, "default": self.default}

    def __str__(self) -> str:
        rule = self.rule()
        default = "required" if self.default is REQUIRED else f"default: {as_yaml(self.default)}"
        return " ".join(filter(None, (self.description, f"{rule[0].upper()}{rule[1:]} [{default}]")))


def _metadata(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _narrowed(hint: Any, limits: Range) -> Range:
    return next((item for item in _metadata(hint) if isinstance(item, Range)), limits)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _length(hint: Any) -> int | None:
    """Return the number of items of a tuple type, or None if any number is accepted."""
    items = get_args(hint)
    return None if get_origin(hint) is list or Ellipsis in items else len(items)


def _fits(value: Any, hint: Any, limits: Range) -> bool:
    limits, hint = _narrowed(hint, limits), _bare(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return any(value == choice and type(value) is type(choice) for choice in args)
    if _is_union(hint):
        return any(_fits(value, option, limits) for option in args)
    if origin in (list, tuple):
        right_length = _length(hint) in (None, len(value)) if isinstance(value, (list, tuple)) else False
        return right_length and all(_fits(item, args[0], limits) for item in value)
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool) and value in limits
    return hint not in _NOUNS or isinstance(value, hint)


def _in_words(hint: Any, limits: Range) -> str:
    limits, hint = _narrowed(hint, limits), _bare(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return f"one of {', '.join(map(str, args))}"
    if _is_union(hint):
        return " or ".join(_in_words(option, limits) for option in args)
    if origin in (list, tuple):
        item, item_limits = _bare(args[0]), str(_narrowed(args[0], limits))
        item_limits = item_limits if item in (int, float) else ""
        words = ("a list of", str(_length(hint) or ""), _PLURALS.get(item, "values"), item_limits)
        return " ".join(filter(None, words))
    noun = _NOUNS.get(hint, "any value" if hint is Any else str(hint))
    return f"{noun} {limits}".rstrip() if hint in (int, float) else noun


def _json_schema(hint: Any, limits: Range) -> dict[str, Any]:
    limits, hint = _narrowed(hint, limits), _bare(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"type": _JSON_TYPES[type(args[0])], "enum": list(args)}
    if _is_union(hint):
        return {"anyOf": [_json_schema(option, limits) for option in args]}
    if origin in (list, tuple):
        length = _length(hint)
        size = {"minItems": length, "maxItems": length} if length else {}
        return {"type": "array", "items": _json_schema(args[0], limits), **size}
    bounds = {"minimum": limits.least, "maximum": limits.most} if hint in (int, float) else {}
    known = {"type": _JSON_TYPES.get(hint), **bounds}
    return {key: value for key, value in known.items() if value is not None}


def as_yaml(value: Any) -> str:
    """Return a value as `--set` reads it."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
