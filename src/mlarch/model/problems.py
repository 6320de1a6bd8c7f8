"""Gather problems and raise them all at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from mlarch.errors import ModelError, did_you_mean

__all__ = ["Problem", "raise_all", "unknown_field"]

# Looking for near names among thousands takes longer than all the rest.
_SUGGESTIONS = 50
_COMPARED = 50_000


class Problem(NamedTuple):
    """A contradiction: its message, where it is in a document, and the name to suggest others for."""

    message: str
    path: tuple[str | int, ...] = ()
    name: str = ""
    candidates: Iterable[str] = ()


def raise_all(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if not found:
        return
    hopeful = list(islice((problem for problem in found if problem.name), _SUGGESTIONS))
    most = sum(1 for _ in hopeful[0].candidates) if hopeful else 0
    hopeful = hopeful[: max(2, _COMPARED // max(most, 1))]
    suggested = {id(problem): did_you_mean(problem.name, problem.candidates) for problem in hopeful}
    raise ModelError(
        [problem.message + suggested.get(id(problem), "") for problem in found],
        paths=[problem.path for problem in found],
    )


def unknown_field(what: str, id: object, name: object, names: Iterable[str]) -> Problem:
    return Problem(f"{what} '{id}': unknown field '{name}'.", name=str(name), candidates=names)
