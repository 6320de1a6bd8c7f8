"""The errors of mlarch.

::

    MlarchError                  the base of all errors of mlarch
    ├── ModelError               an architecture that contradicts itself
    ├── UnknownNameError         an entry, technology, parameter, format or theme that does not exist
    ├── ParameterError           a parameter of a builder with a value it cannot take
    ├── RecordingError           `diagrams` code that would silently draw something else
    ├── ScriptError              a script that fails, exits or has no diagram
    ├── DocumentError            a document that cannot be read
    ├── LayoutError              a layout engine that failed, died or ran out of time
    ├── RasterError              a rasteriser that is missing or failed
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
    """The base of all errors of mlarch; `problems` lists every problem, one line each."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        lines = (problems,) if isinstance(problems, str) else problems
        self.problems: tuple[str, ...] = tuple(map(_shortened, lines))
        super().__init__(self.problems[0] if isinstance(problems, str) else self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


_MAX_LENGTH = 10_000  # characters of a problem, which may quote a text of any length
_MAX_CANDIDATES = 300  # names that difflib compares in a few milliseconds


class Fault(str):
    """A problem in a line of text; its `column` is counted from 1."""

    __slots__ = ("column", "source")
    source: str
    column: int

    def __new__(cls, message: str, source: str, column: int) -> Fault:
        fault = super().__new__(cls, message)
        fault.source, fault.column = source, column
        return fault

    def __reduce__(self) -> tuple[type, tuple[str, str, int]]:
        return (type(self), (str(self), self.source, self.column))


def _shortened(problem: str) -> str:
    """Shorten very long messages, keeping both ends."""
    if len(problem) <= _MAX_LENGTH:
        return problem
    message = f"{problem[: _MAX_LENGTH - 501]}\u2026{problem[-500:]}"
    return Fault(message, problem.source, problem.column) if isinstance(problem, Fault) else message


class ModelError(MlarchError):
    """An architecture that contradicts itself, such as by a dangling edge.

    `paths` has the path of each problem in a document, such as `("nodes", "web", "cluster")`. It is
    empty if the path is unknown.
    """

    def __init__(self, problems: str | Sequence[str], *, paths: Iterable[tuple[str | int, ...]] = ()) -> None:
        super().__init__(problems)
        self.paths = (*paths,) or ((),) * len(self.problems)


class UnknownNameError(MlarchError):
    """An entry, technology, parameter, format or theme that does not exist."""


class ParameterError(MlarchError):
    """A parameter of a builder with a value it cannot take."""


class RecordingError(MlarchError):
    """`diagrams` code that would silently draw something else."""


class ScriptError(MlarchError):
    """A script that fails, exits or has no diagram."""


class DocumentError(MlarchError):
    """A document that cannot be read."""


class LayoutError(MlarchError):
    """A layout engine that failed, died or ran out of time."""


class RasterError(MlarchError):
    """A rasteriser that is missing or failed."""


class OutputError(MlarchError):
    """A file that cannot be written; an existing file is unchanged."""


def did_you_mean(name: str, candidates: Iterable[str], *, limit: int = 3) -> str:
    """Return `" Did you mean 'x'?"` for the nearest names, or an empty string.

    >>> did_you_mean("redsi", ["redis", "nginx"])
    " Did you mean 'redis'?"
    >>> did_you_mean("zzz", ["redis", "nginx"])
    ''
    """
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    if len(by_folded) > _MAX_CANDIDATES:
        by_folded = {folded: by_folded[folded] for folded in _likely(name.casefold(), by_folded)}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.6)
    if not near:
        return ""
    quoted = [f"'{by_folded[match]}'" for match in near]
    return f" Did you mean {' or '.join(quoted)}?"


def _common_prefix(first: str, second: str) -> int:
    """Return the length of the common beginning of two texts."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(first), len(second)))


def _likely(name: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidates with most of `name` at their beginning and end."""

    def shared(candidate: str) -> int:
        prefix = _common_prefix(name, candidate)
        return prefix + _common_prefix(name[:prefix:-1], candidate[:prefix:-1])

    return heapq.nlargest(_MAX_CANDIDATES, candidates, key=shared)
