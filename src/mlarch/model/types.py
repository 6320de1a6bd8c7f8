"""Check each field of a value against its annotation, before anything relies on it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

from mlarch.model.problems import Problem, raise_all

__all__ = ["check_types"]


def check_types(what: str, id: object, value: Any) -> None:
    """Check each field of a dataclass against its annotation, before anything relies on it."""
    raise_all(
        Problem(f"{what} '{id}': {field.name} {problem}", (field.name,) if what == "architecture" else ())
        for field in dataclasses.fields(value)
        if (problem := _TYPES.get(str(field.type), _no_problem)(getattr(value, field.name)))
    )


def _no_problem(value: object) -> str:
    return ""


def _text_problem(value: object) -> str:
    if not isinstance(value, str):
        return f"must be text, not {value!r}"
    # A lone surrogate, which JSON can escape, cannot be written as UTF-8.
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        return f"holds half a character: {value!r}"
    return ""


def _texts_problem(value: object) -> str:
    if not isinstance(value, tuple):
        return f"must be a list of texts, not {value!r}"
    return next(
        (f"{problem} (item {i})" for i, item in enumerate(value, 1) if (problem := _text_problem(item))), ""
    )


def _count_problem(value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return f"must be a whole number of 0 or more, not {value!r}"
    return ""


def _free_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping, not {value!r}"
    return _data_problem(value)


def _data_problem(value: object) -> str:
    """Say what in `value` JSON could not say."""
    if isinstance(value, Mapping):
        parts = ((f"'{key}' ", _text_problem(key) or _data_problem(item)) for key, item in value.items())
        return next((name + problem for name, problem in parts if problem), "")
    if isinstance(value, (list, tuple)):
        return next((problem for item in value if (problem := _data_problem(item))), "")
    if isinstance(value, float) and not math.isfinite(value):
        return f"must be a finite number, not {value!r}"
    if value is None or isinstance(value, (bool, int, float)):
        return ""
    return _text_problem(value) and f"must be text, a number, true, false, a list or a mapping, not {value!r}"


def _flows_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of lists, not {value!r}"
    parts = ((f"'{name}' ", _text_problem(name) or _texts_problem(path)) for name, path in value.items())
    return next((name + problem for name, problem in parts if problem), "")


def _styles_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of tags to styles, not {value!r}"
    parts = ((f"'{tag}' ", _text_problem(tag)) for tag in value)
    return next((name + problem for name, problem in parts if problem), "")


_TYPES: dict[str, Callable[[Any], str]] = {
    "str": _text_problem,
    "int": _count_problem,
    "tuple[str, ...]": _texts_problem,
    "Mapping[str, Any]": _free_problem,
    "Mapping[str, tuple[str, ...]]": _flows_problem,
    "Mapping[str, TagStyle]": _styles_problem,
}
