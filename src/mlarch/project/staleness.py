"""Find the pictures of a build that are out of date; nothing is written."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mlarch.project.build_result import BuildResult
from mlarch.project.outputs import outputs_of
from mlarch.project.pictures import BuildOptions, FamilyAnimation, update_animation, update_output

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = ["check_animation", "check_pictures"]


def check_pictures(entry: Entry, arch: Architecture, out: str | PathLike[str]) -> BuildResult:
    """Return the current and stale pictures of an entry with architecture `arch`."""
    options = BuildOptions(Path(out), check=True)
    results = (update_output(entry, arch, output, options) for output in outputs_of(entry))
    return sum(results, BuildResult())


def check_animation(family: Entry, steps: list[Entry], out: str | PathLike[str]) -> BuildResult:
    """Return whether the animated picture of a family is stale."""
    return update_animation(FamilyAnimation(family, tuple(steps)), BuildOptions(Path(out), check=True), set())
