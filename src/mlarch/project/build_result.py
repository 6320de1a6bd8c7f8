"""Hold the result of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["BuildResult"]


@dataclass(frozen=True)
class BuildResult:
    """The files of a build, and its problems.

    `stale` files would have been written without `check`. `unmatched` names the services without an
    equivalent on the provider of the build.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    stale: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()

    def __add__(self, other: BuildResult) -> BuildResult:
        return BuildResult(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.stale + other.stale,
            self.problems + other.problems,
            self.unmatched + other.unmatched,
        )
