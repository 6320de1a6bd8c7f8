"""Read the parameters of a builder from its signature, and check their values."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlarch.errors import ParameterError, RecordingError, UnknownNameError, did_you_mean
from mlarch.model.parameters import REQUIRED, BuilderParameter

__all__ = ["check_signature", "checked_values", "parameters_of"]


def parameters_of(builder: Callable[..., Any]) -> tuple[BuilderParameter, ...]:
    """Return the parameters of a builder in the order of its signature."""
    function = inspect.unwrap(builder)
    hints = _hints(function)
    return tuple(
        BuilderParameter(name, hints.get(name, Any), REQUIRED if item.default is item.empty else item.default)
        for name, item in inspect.signature(function).parameters.items()
    )


def check_signature(function: Callable[..., Any], name: str) -> None:
    """Refuse a builder whose parameters are not keyword-only.

    Raises:
        RecordingError: with the signature to write instead.
    """
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise RecordingError(
                f"'{name}': parameter '{parameter.name}' is not keyword-only: "
                f"write 'def {function.__name__}(*, {parameter.name})'"
            )


def checked_values(function: Callable[..., Any], name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every parameter, in the order of the signature.

    Raises:
        UnknownNameError: with every argument that is no parameter.
        ParameterError: with every value that is missing, has another type or is out of range.
    """
    parameters = {parameter.name: parameter for parameter in parameters_of(function)}
    unknown = [
        f"unknown parameter '{argument}' of '{name}'.{_suggestion(argument, parameters)}"
        for argument in arguments
        if argument not in parameters
    ]
    if unknown:
        raise UnknownNameError(unknown)
    problems = {parameter.name: _problem(parameter, arguments) for parameter in parameters.values()}
    if any(problems.values()):
        raise ParameterError(
            [f"parameter '{key}' of '{name}' {problem}" for key, problem in problems.items() if problem]
        )
    return {key: _value(parameter, arguments) for key, parameter in parameters.items()}


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError:  # imported under TYPE_CHECKING
        return {}


def _suggestion(argument: str, names: Iterable[str]) -> str:
    if not names:
        return " It has none"
    return did_you_mean(argument, names) or f" Parameters are {', '.join(names)}"


def _problem(parameter: BuilderParameter, arguments: Mapping[str, Any]) -> str:
    if parameter.name in arguments:
        return parameter.problem(arguments[parameter.name])
    return "is missing" if parameter.default is REQUIRED else ""


def _value(parameter: BuilderParameter, arguments: Mapping[str, Any]) -> Any:
    """Return the value of a parameter; a tuple from a document becomes a list."""
    value = arguments.get(parameter.name, parameter.default)
    is_list = typing.get_origin(parameter.type) is list
    return list(value) if is_list and isinstance(value, tuple) else value
