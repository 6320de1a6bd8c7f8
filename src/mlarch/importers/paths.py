"""Compare paths after following their links."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

__all__ = ["follow_links", "is_inside"]


def is_inside(path: Path, folder: Path) -> bool:
    """Return True if `path` is in `folder` after following links."""
    try:
        with suppress(FileNotFoundError):
            path.stat()
    except ValueError:  # a NUL, half a character
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
    return follow_links(path).is_relative_to(follow_links(folder))


def follow_links(path: Path) -> Path:
    """Return the path without links; unlike `Path.resolve`, accept links in a circle."""
    return Path(os.path.realpath(path))
