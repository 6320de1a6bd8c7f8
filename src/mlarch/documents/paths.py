"""Name the files of a project, and resolve the paths written in its documents."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from mlarch.errors import did_you_mean

__all__ = [
    "DOCUMENT_SUFFIXES",
    "FOLDER",
    "PROJECT_FILES",
    "SETTINGS",
    "PathResolver",
    "Unreachable",
    "default_name",
    "is_document",
    "is_project_file",
    "relative_to_cwd",
]

FOLDER = "architectures"
"""The folder that holds a project's architectures by default."""

SETTINGS = "mlarch.yaml"
"""The name of the project file, which is not an architecture."""

PROJECT_FILES = (SETTINGS, "pyproject.toml")
"""The names of files that can hold the settings of a project."""

DOCUMENT_SUFFIXES = (".yaml", ".yml", ".json")


def is_document(path: str | os.PathLike[str]) -> bool:
    """Return True if the suffix of a path is that of a document."""
    return Path(path).suffix in DOCUMENT_SUFFIXES


def is_project_file(path: str | os.PathLike[str]) -> bool:
    """Return True if the name of a file is that of a project file."""
    return Path(path).name in PROJECT_FILES


def default_name(path: str | os.PathLike[str]) -> str:
    """Return the name of a document without the key `name`.

    It is the path below the nearest folder `architectures`, else the file name, without suffix.

    >>> default_name("/home/me/architectures/team/web.yaml"), default_name("/home/me/web.yaml")
    ('team/web', 'web')
    """
    parts = Path(path).absolute().with_suffix("").parts
    if FOLDER in parts[:-1]:
        last = len(parts) - 1 - parts[::-1].index(FOLDER)
        return "/".join(parts[last + 1 :])
    return parts[-1]


class Unreachable(Exception):
    """A path or name in a document that cannot be followed; the text is the reason."""


@dataclass(frozen=True)
class PathResolver:
    """Resolve the relative paths of documents within their project.

    The documents are in `folder`, and the project is in `root`. Both are absolute, with links
    followed. `requested` collects every path in the project that a document has asked for, whether or
    not there is a file: a build depends on all of them.
    """

    folder: Path
    root: Path
    requested: set[Path] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        root: Path | None = None,
        requested: set[Path] | None = None,
    ) -> PathResolver:
        """Return the resolver for the document at `path`, or for text without a file.

        The default project folder is the working directory if the document lies in it, else the
        folder of the document. Requested paths are added to `requested` if it is given.
        """
        here = Path.cwd().resolve()
        folder = here if path is None else Path(path).resolve().parent
        if root is None:
            root = here if folder.is_relative_to(here) else folder
        return cls(folder, root, set() if requested is None else requested)

    def resolve(self, written: str) -> Path:
        """Return the absolute path of a file that a document names, with links followed.

        Raises:
            Unreachable: if it is not a relative path to a file inside the project folder.
        """
        if "://" in written:
            raise Unreachable(f"'{written}' is an address, and nothing is fetched")
        if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor:
            raise Unreachable(f"'{written}' is not relative to this document")
        try:
            path = (self.folder / written).resolve()
            if not path.is_relative_to(self.root):
                raise Unreachable(f"'{written}' leads out of the project's folder")
            self.requested.add(self.folder / written)
            if not path.is_file():
                raise Unreachable(f"there is no file '{written}'.{self._suggestion(path)}")
        except (OSError, RuntimeError, ValueError) as error:  # too long, a circle of links, a NUL
            raise Unreachable(f"'{written}' cannot be followed: {error}") from None
        return path

    def _suggestion(self, missing: Path) -> str:
        """Return the files with similar names in the folder of a missing file, as a hint."""
        folder = missing.parent
        if not (folder.is_dir() and folder.is_relative_to(self.root)):
            return ""
        paths = {
            path.name: Path(os.path.relpath(path, self.folder)).as_posix()
            for path in folder.iterdir()
            if path.is_file()
        }
        hint = did_you_mean(missing.name, paths, limit=1)
        return next(
            (hint.replace(f"'{name}'", f"'{path}'") for name, path in paths.items() if f"'{name}'" in hint),
            "",
        )


def relative_to_cwd(path: Path) -> str:
    """Return a path relative to the working directory, the same on every machine.

    >>> relative_to_cwd(Path.cwd() / "icons" / "hub.svg")
    'icons/hub.svg'
    """
    try:
        return Path(os.path.relpath(path, Path.cwd().resolve())).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
