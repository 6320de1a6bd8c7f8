"""Check the arguments of recorded code; errors name the line of the call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import get_type_hints

from mlarch.errors import RecordingError, did_you_mean
from mlarch.model.parameters import BuilderParameter
from mlarch.recording.keywords import GRAPHVIZ, OWN
from mlarch.recording.location import caller

__all__ = ["check_choice", "check_edge", "check_options", "unknown_keywords"]


def unknown_keywords(element: str, owner: str, names: Iterable[str]) -> list[str]:
    """Return a message for each name that neither mlarch nor Graphviz knows.

    >>> unknown_keywords("node", "Nginx", ["replicsa", "fontsize"])
    ["unknown argument 'replicsa' of Nginx. Did you mean 'replicas'?"]
    """
    unknown = [name for name in names if name not in GRAPHVIZ and name not in OWN[element]]
    return [f"unknown argument '{name}' of {owner}{_hint(name, OWN[element])}" for name in unknown]


def check_edge(names: Iterable[str]) -> None:
    """Refuse keywords of an Edge that are unknown.

    Raises:
        RecordingError: with the line of the call and every unknown keyword.
    """
    _raise(unknown_keywords("edge", "Edge", names))


def check_choice(owner: str, name: str, value: object, choices: Collection[str]) -> None:
    """Refuse a value that is not one of the choices.

    Raises:
        RecordingError: with the line of the call.
    """
    if value not in choices:
        problem = f"must be one of {', '.join(choices)}, not {value!r}"
        suggestion = did_you_mean(str(value), choices)
        _raise([f"argument '{name}' of {owner} {problem}{'.' * bool(suggestion)}{suggestion}"])


def check_options(owner: str, options: Mapping[str, object], accepted: type) -> None:
    """Check keywords against a TypedDict; None asks for the default.

    Raises:
        RecordingError: with the line of the call and every problem.
    """
    parameters = {name: BuilderParameter(name, hint) for name, hint in get_type_hints(accepted).items()}
    problems = []
    for name, value in options.items():
        if name not in parameters:
            known = did_you_mean(name, parameters) or f" Arguments are {', '.join(parameters)}"
            problems.append(f"unknown argument '{name}' of {owner}.{known}")
        elif value is not None and (problem := parameters[name].problem(value)):
            problems.append(f"argument '{name}' of {owner} {problem}")
    _raise(problems)


def _hint(name: str, own: Iterable[str]) -> str:
    suggestion = did_you_mean(name, ["label", *own], limit=1) or did_you_mean(name, GRAPHVIZ, limit=1)
    return f".{suggestion}" if suggestion else ": it is no keyword of mlarch and no attribute of Graphviz"


def _raise(problems: list[str]) -> None:
    if problems:
        raise RecordingError([f"{caller()}: {problem}" for problem in problems])
