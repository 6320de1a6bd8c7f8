"""Check what the types of a builder's parameters do not say, and name all that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.errors import ParameterError

__all__ = ["check", "count", "counts"]

_MOST = 100


def check(entry: str, *problems: str) -> None:
    """Raise a ParameterError that names `entry` and every problem which is not empty."""
    found = [f"{entry}: {problem}" for problem in problems if problem]
    if found:
        raise ParameterError(found)


def count(name: str, value: int, *, least: int = 1, most: int = _MOST) -> str:
    """Return what is wrong with a count, or an empty string.

    >>> count("workers", 2), count("workers", -1)
    ('', 'workers must be 1 or more, not -1')
    """
    if value < least:
        return f"{name} must be {least} or more, not {value}"
    return f"{name} must be {most} or less, not {value}" if value > most else ""


def counts(name: str, values: Sequence[int], *, length: int) -> str:
    """Return what is wrong with a list of counts, or an empty string.

    >>> counts("replicas", (2, 0), length=2)
    'replicas[1] must be 1 or more, not 0'
    """
    if len(values) != length:
        return f"{name} must be {length} whole numbers, not {list(values)}"
    return next(filter(None, (count(f"{name}[{at}]", value) for at, value in enumerate(values))), "")
