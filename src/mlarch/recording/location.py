"""Find the line of the user's code that is being recorded."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

import diagrams

__all__ = ["CodePlace", "caller", "relative_path"]

_INTERNAL = tuple(str(Path(file).parent) + os.sep for file in (__file__, diagrams.__file__))


class CodePlace(NamedTuple):
    """A line of a file, printed as `file:line`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{relative_path(self.file)}:{self.line}"


def caller() -> CodePlace:
    """Return the innermost line that is neither in `diagrams` nor in this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_INTERNAL):
        frame = frame.f_back
    return CodePlace(frame.f_code.co_filename, frame.f_lineno)


def relative_path(file: str) -> str:
    """Return a path for messages: relative if it is below the working directory."""
    inside = Path(file).is_absolute() and Path(file).is_relative_to(Path.cwd())
    return str(Path(file).relative_to(Path.cwd())) if inside else file
