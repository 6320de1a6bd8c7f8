"""Check the parameters of builders and name every one that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mlarch.errors import ParameterError, did_you_mean

__all__ = ["check", "count", "counts", "one_of"]

_MOST = 100


def check(entry: str, *problems: str) -> None:
    """Raise a ParameterError that names `entry` and every problem which is not empty."""
    found = [f"{entry}: {problem}" for problem in problems if problem]
    if found:
        raise ParameterError(found)


def count(name: str, value: Any, *, least: int = 1, most: int = _MOST) -> str:
    """Return what is wrong with a count, or an empty string.

    >>> count("workers", 2), count("workers", -1)
    ('', 'workers must be 1 or more, not -1')
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return f"{name} must be a whole number, not {value!r}"
    if value < least:
        return f"{name} must be {least} or more, not {value}"
    return f"{name} must be {most} or less, not {value}" if value > most else ""


def counts(name: str, values: Any, *, length: int) -> str:
    """Return what is wrong with a sequence of counts, or an empty string.

    >>> counts("replicas", (2, 0), length=2)
    'replicas[1] must be 1 or more, not 0'
    """
    if not isinstance(values, (list, tuple)) or len(values) != length:
        return f"{name} must be {length} whole numbers, not {values!r}"
    return next(filter(None, (count(f"{name}[{at}]", value) for at, value in enumerate(values))), "")


def one_of(name: str, value: Any, allowed: Sequence[str]) -> str:
    """Return what is wrong with a choice, or an empty string.

    >>> one_of("entry", "gatway", ("ingress", "gateway"))
    "entry must be ingress or gateway, not 'gatway'. Did you mean 'gateway'?"
    """
    if value in allowed:
        return ""
    listed = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    return f"{name} must be {listed}, not {value!r}{_hint(value, allowed)}"


def _hint(value: Any, allowed: Sequence[str]) -> str:
    near = did_you_mean(value, allowed) if isinstance(value, str) else ""
    return f".{near}" if near else ""
