"""Run one case at a door, and check its result."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import strategies as st

from fuzz.guard import Watch, watched
from fuzz.markup import FORMATS
from fuzz.scene import scene
from mlarch.errors import MlarchError

__all__ = ["Case", "Door", "drawn", "run_case"]

_MAX_LENGTH = 10_000  # characters of a message
_number = count()

drawn = st.sampled_from(("",) * 8 + ("svg", "svg", "html", "drawio", "drawio", *FORMATS))
"""The format in which what is good is written, most often none."""


@dataclass(frozen=True)
class Case:
    """Files for the folder of the project, and further arguments for the door."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    arguments: Any = None
    format: str = ""


class Door(Protocol):
    """The interface of a door module: `PROGRAMS` it may start, and folders it `READS`."""

    CASES: st.SearchStrategy[Case]

    def enter(self, case: Case) -> bool | None: ...


def run_case(door: Door, case: Case, folder: Path) -> tuple[bool, Watch]:
    """Return whether a case was accepted, and its costs; raise an error for any breach."""
    programs, reads = getattr(door, "PROGRAMS", ()), getattr(door, "READS", ())
    inside = scene(folder / f"case{next(_number)}", case.files)
    with (
        _scratch(folder / "scratch") as scratch,
        inside as project,
        watched([project, scratch], programs, reads) as watch,
    ):
        try:
            accepted = door.enter(case) is not False
        except MlarchError as error:
            _check(error)
            accepted = False
    return accepted, watch


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Give temporary files and the cache a folder of their own."""
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("HOME", str(folder / "home"))
        yield folder


def _check(error: MlarchError) -> None:
    assert error.problems, "an error that says nothing"
    for problem in error.problems:
        assert problem.strip(), "a problem that says nothing"
        assert len(problem) <= _MAX_LENGTH, f"a message of {len(problem)} characters: {problem[:200]}"
