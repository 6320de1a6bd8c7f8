"""Collect problems and raise them all in one error."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from mlarch.errors import ModelError, did_you_mean

__all__ = ["Problem", "raise_all", "unknown_field"]

# Finding similar names among thousands takes longer than all other checks.
_MOST_SUGGESTIONS = 50
_MOST_COMPARISONS = 50_000


class Problem(NamedTuple):
    """A contradiction: its message and its path in a document.

    If `name` is an unknown name, the similar ones among `candidates` are suggested.
    """

    message: str
    path: tuple[str | int, ...] = ()
    name: str = ""
    candidates: Iterable[str] = ()


def raise_all(problems: Iterable[Problem]) -> None:
    """Raise a ModelError with all problems, if there are any."""
    problems = list(problems)
    if not problems:
        return
    misspelt = list(islice((problem for problem in problems if problem.name), _MOST_SUGGESTIONS))
    candidates = sum(1 for _ in misspelt[0].candidates) if misspelt else 0
    misspelt = misspelt[: max(2, _MOST_COMPARISONS // max(candidates, 1))]
    suggestions = {id(problem): did_you_mean(problem.name, problem.candidates) for problem in misspelt}
    raise ModelError(
        [problem.message + suggestions.get(id(problem), "") for problem in problems],
        paths=[problem.path for problem in problems],
    )


def unknown_field(what: str, id: object, name: object, names: Iterable[str]) -> Problem:
    """Return the problem of a field that a node, cluster, edge or style does not have."""
    return Problem(f"{what} '{id}': unknown field '{name}'.", name=str(name), candidates=names)
