"""Check the fields of a dataclass against their annotations."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

from mlarch.model.problems import Problem, raise_all

__all__ = ["check_types"]


def check_types(what: str, id: object, value: Any) -> None:
    """Check each field of a dataclass against its annotation.

    `what` and `id` name the value in messages.

    Raises:
        ModelError: with every field of the wrong type.
    """
    raise_all(
        Problem(f"{what} '{id}': {field.name} {problem}", (field.name,) if what == "architecture" else ())
        for field in dataclasses.fields(value)
        if (problem := _CHECKS[str(field.type)](getattr(value, field.name)))
    )


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


def _mapping_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping, not {value!r}"
    return _json_problem(value)


def _json_problem(value: object) -> str:
    """Return the first problem of a value that JSON cannot represent."""
    if isinstance(value, Mapping):
        return _items_problem({key: _text_problem(key) or _json_problem(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return next((problem for item in value if (problem := _json_problem(item))), "")
    if isinstance(value, float) and not math.isfinite(value):
        return f"must be a finite number, not {value!r}"
    if value is None or isinstance(value, (bool, int, float)):
        return ""
    return _text_problem(value) and f"must be text, a number, true, false, a list or a mapping, not {value!r}"


def _flows_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of lists, not {value!r}"
    return _items_problem({name: _text_problem(name) or _texts_problem(path) for name, path in value.items()})


def _styles_problem(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of tags to styles, not {value!r}"
    return _items_problem({tag: _text_problem(tag) for tag in value})


def _items_problem(problems: Mapping[Any, str]) -> str:
    """Return the first problem among those of the items of a mapping, with its key."""
    return next((f"'{key}' {problem}" for key, problem in problems.items() if problem), "")


_WORDS = (
    *("Arrow", "ClusterKind", "Direction", "EdgeKind", "Status"),
    *("Direction | Literal['']", "EdgeStyle | Literal['']", "ProviderId | Literal['']"),
)
_PARTS = ("Mapping[str, Node]", "Mapping[str, ClusterData]", "Mapping[str, EdgeData]")

_CHECKS: dict[str, Callable[[Any], str]] = {
    "str": _text_problem,
    **dict.fromkeys(_WORDS, _text_problem),  # `mlarch.model.rules` checks the word
    "int": _count_problem,
    "tuple[str, ...]": _texts_problem,
    "Mapping[str, Any]": _mapping_problem,
    "Mapping[str, tuple[str, ...]]": _flows_problem,
    "Mapping[str, TagStyle]": _styles_problem,
    **dict.fromkeys(_PARTS, lambda parts: ""),  # `mlarch.model.architecture_fields` checks the parts
}
"""The check of each annotation, which returns a problem or ''."""
