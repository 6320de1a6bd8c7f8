"""Check the parameters of a builder against its signature."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from mlarch.errors import ParameterError, RecordingError, UnknownNameError, did_you_mean

__all__ = ["check_signature", "values"]

_WORDS: dict[object, str] = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    type(None): "nothing",
}
_PLURALS: dict[object, str] = {int: "whole numbers", float: "numbers", str: "texts"}


def check_signature(function: Callable[..., Any], name: str) -> None:
    """Refuse a builder with parameters that are not keyword-only.

    Raises:
        RecordingError: which says how to write it.
    """
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise RecordingError(
                f"'{name}': parameter '{parameter.name}' is not keyword-only: "
                f"write 'def {function.__name__}(*, {parameter.name})'"
            )


def values(function: Callable[..., Any], name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every parameter, in the order of the signature.

    Raises:
        UnknownNameError: with every name that is no parameter.
        ParameterError: with every value that is missing or of the wrong kind.
    """
    parameters = inspect.signature(function).parameters
    unknown = [
        f"unknown parameter '{word}' of '{name}'.{_instead(word, parameters)}"
        for word in given
        if word not in parameters
    ]
    if unknown:
        raise UnknownNameError(unknown)
    hints = _hints(function)
    problems = list(_problems(name, parameters, hints, given))
    if problems:
        raise ParameterError(problems)
    return {word: _value(given.get(word, one.default), hints.get(word)) for word, one in parameters.items()}


def _instead(word: str, parameters: Mapping[str, Any]) -> str:
    if not parameters:
        return " It has none"
    return did_you_mean(word, parameters) or f" Parameters are {', '.join(parameters)}"


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError:  # a name that only a type checker sees
        return {}


def _problems(
    name: str, parameters: Mapping[str, inspect.Parameter], hints: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[str]:
    for word, parameter in parameters.items():
        if word not in given and parameter.default is parameter.empty:
            yield f"parameter '{word}' of '{name}' is missing"
        elif word in given and not _fits(given[word], hints.get(word, Any)):
            yield (
                f"parameter '{word}' of '{name}' must be {_described(hints[word])}, "
                f"not {given[word]!r}.{_suggestion(given[word], hints[word])}".rstrip(".")
            )


def _fits(value: Any, hint: Any) -> bool:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in args)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in args)
    if origin in (list, tuple):
        return isinstance(value, (list, tuple)) and all(_fits(one, args[0]) for one in value)
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    return hint not in _WORDS or isinstance(value, hint)


def _described(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return f"one of {', '.join(str(one) for one in args)}"
    if origin in (Union, types.UnionType):
        return " or ".join(_described(one) for one in args)
    if origin in (list, tuple):
        return f"a list of {_PLURALS.get(args[0], 'values')}"
    return _WORDS.get(hint, str(hint))


def _suggestion(value: Any, hint: Any) -> str:
    choices = map(str, get_args(hint)) if get_origin(hint) is Literal else ()
    return did_you_mean(str(value), choices)


def _value(value: Any, hint: Any) -> Any:
    """Return a list where the builder expects one: documents hold tuples."""
    return list(value) if get_origin(hint) is list and isinstance(value, tuple) else value
