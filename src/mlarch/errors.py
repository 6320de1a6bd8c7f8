"""Define the errors of mlarch.

::

    MlarchError                  everything mlarch raises on purpose
    ├── ModelError               an architecture that contradicts itself
    ├── UnknownNameError         an entry, technology, parameter, format or theme that does not exist
    ├── ParameterError           a parameter of a builder with a value it cannot take
    ├── RecordingError           `diagrams` code used in a way that would draw something else
    ├── ScriptError              a script that fails, exits or has no diagram
    ├── DocumentError            a document that cannot be read
    ├── LayoutError              the layout engine failed, died or ran out of time
    ├── RasterError              the rasteriser is missing or refused
    └── OutputError              a file that cannot be written
"""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable, Sequence

__all__ = [
    "DocumentError",
    "Fault",
    "LayoutError",
    "MlarchError",
    "ModelError",
    "OutputError",
    "ParameterError",
    "RasterError",
    "RecordingError",
    "ScriptError",
    "UnknownNameError",
    "did_you_mean",
]


class MlarchError(Exception):
    """Everything mlarch raises on purpose; `problems` lists every problem found, one line each."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        given = (problems,) if isinstance(problems, str) else problems
        self.problems: tuple[str, ...] = tuple(map(_bearable, given))
        super().__init__(_bearable(problems) if isinstance(problems, str) else self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


_LONGEST = 10_000  # characters of a problem, which may quote a text of any length
_LIKELY = 300  # names that difflib compares in a few milliseconds


class Fault(str):
    """A problem that knows the line of text it was found in, and the column there, counted from 1."""

    __slots__ = ("column", "source")
    source: str
    column: int

    def __new__(cls, message: str, source: str, column: int) -> Fault:
        fault = super().__new__(cls, message)
        fault.source, fault.column = source, column
        return fault

    def __reduce__(self) -> tuple[type, tuple[str, str, int]]:
        return (type(self), (str(self), self.source, self.column))


def _bearable(problem: str) -> str:
    """Return a problem, of a very long one the beginning and the end."""
    if len(problem) <= _LONGEST:
        return problem
    said = f"{problem[: _LONGEST - 501]}\u2026{problem[-500:]}"
    return Fault(said, problem.source, problem.column) if isinstance(problem, Fault) else said


class ModelError(MlarchError):
    """An architecture that contradicts itself: a dangling edge, a cluster in a circle, a bad value.

    `paths` says for each problem where it would stand in a document, `("nodes", "web", "cluster")`,
    as far as that is known.
    """

    def __init__(self, problems: str | Sequence[str], *, paths: Iterable[tuple[str | int, ...]] = ()) -> None:
        super().__init__(problems)
        self.paths = (*paths,) or ((),) * len(self.problems)


class UnknownNameError(MlarchError):
    """An entry, technology, parameter, format or theme that does not exist."""


class ParameterError(MlarchError):
    """A parameter of a builder with a value it cannot take."""


class RecordingError(MlarchError):
    """`diagrams` code used in a way that would silently draw something else."""


class ScriptError(MlarchError):
    """A script that fails, exits or has no diagram."""


class DocumentError(MlarchError):
    """A document that cannot be read."""


class LayoutError(MlarchError):
    """The layout engine failed, died or ran out of time."""


class RasterError(MlarchError):
    """The rasteriser is missing or refused."""


class OutputError(MlarchError):
    """A file that cannot be written; the old one is still there."""


def did_you_mean(name: str, candidates: Iterable[str], *, limit: int = 3) -> str:
    """Return `" Did you mean 'x'?"` for the names nearest to `name`, or an empty string.

    >>> did_you_mean("redsi", ["redis", "nginx"])
    " Did you mean 'redis'?"
    >>> did_you_mean("zzz", ["redis", "nginx"])
    ''
    """
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    if len(by_folded) > _LIKELY:
        by_folded = {folded: by_folded[folded] for folded in _likely(name.casefold(), by_folded)}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.6)
    if not near:
        return ""
    quoted = [f"'{by_folded[match]}'" for match in near]
    return f" Did you mean {' or '.join(quoted)}?"


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _likely(name: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidates that share most of their beginning and end with `name`, which is quick to say."""

    def shared(candidate: str) -> int:
        before = _alike(name, candidate)
        return before + _alike(name[:before:-1], candidate[:before:-1])

    return heapq.nlargest(_LIKELY, candidates, key=shared)
