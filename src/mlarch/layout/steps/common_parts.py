"""Check that several architectures can be drawn as steps of one."""

from __future__ import annotations

from collections.abc import Sequence

from mlarch.errors import ParameterError
from mlarch.model import Architecture

__all__ = ["check_common_parts", "have_common_parts"]


def have_common_parts(steps: Sequence[Architecture]) -> bool:
    """Return True if each of several architectures shares a part with another."""
    try:
        check_common_parts(steps)
    except ParameterError:
        return False
    return True


def check_common_parts(steps: Sequence[Architecture]) -> None:
    """Check that each of several architectures shares a part with another.

    Raises:
        ParameterError: if that is not so; names every architecture without common parts.
    """
    if len(steps) < 2:
        names = "".join(f": '{arch.name}'" for arch in steps)
        raise ParameterError(f"one architecture has no steps{names}; give two or more, or a family")
    problems = []
    for number, arch in enumerate(steps):
        others = {
            id for other in (*steps[:number], *steps[number + 1 :]) for id in (*other.nodes, *other.clusters)
        }
        if others.isdisjoint((*arch.nodes, *arch.clusters)):
            problems.append(f"'{arch.name}' has no node or cluster in common with the other steps")
    if problems:
        raise ParameterError(problems)
