"""Know where a document stands, and find the files it names without leaving the project's folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from mlarch.errors import did_you_mean

__all__ = ["NAMED", "Home", "Unreachable"]

NAMED: set[Path] = set()
"""Every file of its project that a document of this process has named, whether it is there or not."""


class Unreachable(Exception):
    """A path in a document that may not or cannot be followed; the text says why."""


@dataclass(frozen=True)
class Home:
    """The folder of a document, and the project's folder, which no path in the document may leave.

    The project's folder is the working directory where the document lies in it, else the document's
    own folder. Both are absolute, with links followed.
    """

    folder: Path
    root: Path

    @classmethod
    def of(cls, path: str | os.PathLike[str] | None = None) -> Home:
        """Return the home of the document at `path`, of one that is in no file without it."""
        here = Path.cwd().resolve()
        folder = here if path is None else Path(path).resolve().parent
        return cls(folder, here if folder.is_relative_to(here) else folder)

    def find(self, written: str) -> Path:
        """Return the file that a document names, absolute and with links followed.

        Raises:
            Unreachable: where it is no relative path to a file inside the project's folder.
        """
        if "://" in written:
            raise Unreachable(f"'{written}' is an address, and nothing is fetched")
        if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor:
            raise Unreachable(f"'{written}' is not relative to this document")
        try:
            found = (self.folder / written).resolve()
            if not found.is_relative_to(self.root):
                raise Unreachable(f"'{written}' leads out of the project's folder")
            NAMED.add(self.folder / written)
            if not found.is_file():
                raise Unreachable(f"there is no file '{written}'.{self._instead(found)}")
        except (OSError, RuntimeError, ValueError) as error:  # too long, a circle of links, a NUL
            raise Unreachable(f"'{written}' cannot be followed: {error}") from None
        return found

    def _instead(self, missing: Path) -> str:
        if not (missing.parent.is_dir() and missing.parent.is_relative_to(self.root)):
            return ""
        beside = {path.name: path for path in missing.parent.iterdir() if path.is_file()}
        written = {name: Path(os.path.relpath(path, self.folder)).as_posix() for name, path in beside.items()}
        hint = did_you_mean(missing.name, written, limit=1)
        return next(
            (hint.replace(f"'{name}'", f"'{text}'") for name, text in written.items() if f"'{name}'" in hint),
            "",
        )


def from_here(path: Path) -> str:
    """Return a path as it is written from the working directory, the same on every machine.

    >>> from_here(Path.cwd() / "icons" / "hub.svg")
    'icons/hub.svg'
    """
    try:
        return Path(os.path.relpath(path, Path.cwd().resolve())).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
