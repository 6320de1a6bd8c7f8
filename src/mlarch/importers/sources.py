"""Read the files and folders that are named for an import, and nothing beside their folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.yaml_stream import MAX_BYTES
from mlarch.errors import DocumentError

__all__ = ["COMPOSE_NAMES", "Source", "followed", "inside", "read_source", "read_sources", "read_text"]

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_SUFFIXES = (".yaml", ".yml", ".json")
_MAX_FILES = 2_000
_MAX_TOTAL = 20_000_000


@dataclass(frozen=True)
class Source:
    """A file: what messages call it, its text, the folder that what it names is relative to.

    `root` is the folder that nothing is read outside of; `named` says that somebody asked for this
    very file, and not for a folder that holds it.
    """

    name: str
    text: str
    folder: Path
    root: Path
    named: bool = True


def read_sources(paths: Iterable[str], format: str, *, stdin: Callable[[], str] = str) -> list[Source]:
    """Return the files of `paths` in order; of a folder those that the format would take from it.

    Raises:
        DocumentError: where something cannot be read, or a folder has nothing for the format.
    """
    sources: list[Source] = []
    for path in paths:
        if path == "-":
            here = Path.cwd()
            sources.append(Source("-", stdin(), here, here))
        elif Path(path).is_dir():
            sources += _in_folder(Path(path), format)
        else:
            sources.append(read_source(Path(path), _root(Path(path))))
    return sources


def read_source(path: Path, root: Path, *, named: bool = True) -> Source:
    """Return a file as a source.

    Raises:
        DocumentError: where it cannot be read or is too large.
    """
    return Source(_name(path), read_text(path), path.parent, root, named)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        DocumentError: where it cannot be read, is no UTF-8 or is too large.
    """
    name = _name(path)
    try:
        if not path.is_file():
            missing = "no such file" if not path.exists() else "not a file"
            raise DocumentError(f"{name}: cannot be read: {missing}")
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1_000_000} MB"
            raise DocumentError(f"{name}: larger than {limit}: name the files that matter, or split it")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise DocumentError(f"{name}: not UTF-8 text: byte {error.start} is {byte:#04x}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"{name}: cannot be read: {reason}") from None


def inside(path: Path, root: Path) -> bool:
    """Say whether `path`, links followed, lies in the folder `root`; what is no path lies nowhere."""
    try:
        with suppress(FileNotFoundError):
            path.stat()
    except ValueError:  # a NUL, half a character
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
    return followed(path).is_relative_to(followed(root))


def followed(path: Path) -> Path:
    """Return a path with links followed, of links in a circle the first: what reads it says so."""
    return Path(os.path.realpath(path))


def _root(path: Path) -> Path:
    """Return the folder nothing is read outside of: the working directory where the file lies in it."""
    here = Path.cwd()
    return here if inside(path, here) else path.parent


def _name(path: Path) -> str:
    """Return what messages call a file: relative to the working directory where it lies in it."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return os.path.normpath(path)


def _in_folder(folder: Path, format: str) -> list[Source]:
    found = _compose_files(folder) if format == "compose" else list(_all_files(folder))
    if not found:
        raise DocumentError(f"{_name(folder)}: {_nothing(folder, format)}")
    if len(found) > _MAX_FILES:
        raise DocumentError(
            f"{_name(folder)}: {len(found)} files, more than {_MAX_FILES}: name the files that matter"
        )
    if sum(path.stat().st_size for path in found) > _MAX_TOTAL:
        limit = f"{_MAX_TOTAL // 1_000_000} MB"
        raise DocumentError(f"{_name(folder)}: more than {limit} of files: name the files that matter")
    root = _root(folder / "x")
    return [read_source(path, root, named=format == "compose") for path in found]


def _compose_files(folder: Path) -> list[Path]:
    """Return the file Compose takes from a folder, and its override."""
    for name in COMPOSE_NAMES:
        if (folder / name).is_file():
            stem = name.rpartition(".")[0]
            overrides = [folder / f"{stem}.override{suffix}" for suffix in (".yaml", ".yml")]
            return [folder / name, *(path for path in overrides if path.is_file())]
    return []


def _all_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.suffix in _SUFFIXES and not hidden and path.is_file() and inside(path, folder):
            yield path


def _nothing(folder: Path, format: str) -> str:
    if format == "compose":
        others = sorted(path.name for path in folder.iterdir() if path.suffix in _SUFFIXES)
        hint = f": name the files to merge, such as {', '.join(others[:3])}" if others else ""
        return f"no {COMPOSE_NAMES[0]} or {COMPOSE_NAMES[2]} in this folder{hint}"
    return "no file .yaml, .yml or .json in this folder"
