"""Write files atomically: to a temporary file, which is then renamed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from os import PathLike
from pathlib import Path
from typing import IO

from mlarch.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed
    fcntl = None  # type: ignore[assignment]  # Windows has none

__all__ = ["save", "sweep"]

_PREFIX, _SUFFIX = ".mlarch-", ".tmp"


def save(path: str | PathLike[str], data: str | bytes) -> Path:
    """Write `data` to `path`, text as UTF-8, and return the path.

    Missing folders are created. Links are followed. Devices and pipes are written directly. An
    existing file keeps its mode.

    Raises:
        OutputError: if the file cannot be written; an existing file is unchanged.
    """
    path = Path(path)
    content = data.encode() if isinstance(data, str) else data
    with _output_errors(path):
        target = _link_target(path) if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
    return path


def _link_target(link: Path) -> Path:
    target = Path(os.path.realpath(link))
    if target.is_symlink():  # a circle of links, which realpath does not report
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(link))
    return target


def _write(target: Path, content: bytes) -> None:
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        # Renaming over /dev/stdout or a pipe would replace it by a file.
        target.write_bytes(content)
        return
    while not _replace(target, content, mode):
        pass  # Another build has swept the folder and removed the temporary file.


def _replace(target: Path, content: bytes, mode: int | None) -> bool:
    """Replace a file; return False if the temporary file was swept first."""
    temporary = target.with_name(f"{_PREFIX}{os.urandom(6).hex()}{_SUFFIX}")
    try:
        with ExitStack() as locked:
            with temporary.open("xb") as file:
                if not _lock(file) or not os.fstat(file.fileno()).st_nlink:
                    return False
                if fcntl:  # Keep the lock until the file is renamed: closing it may fail.
                    locked.callback(os.close, os.dup(file.fileno()))
                file.write(content)
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return True


def sweep(folder: Path) -> None:
    """Remove the temporary files of killed processes from a folder."""
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            _remove_unlocked(path)


def _remove_unlocked(path: Path) -> None:
    with suppress(OSError), path.open("rb") as file:
        if _lock(file):
            path.unlink()


def _lock(file: IO[bytes]) -> bool:
    """Lock a file while it is open; return False if another process has.

    The system unlocks the files of killed processes.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # The file system has no locks.
        return "x" in file.mode
    return True


@contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {_reason(error, path)}") from error


def _reason(error: OSError, path: Path) -> str:
    if _is_folder(path):
        return "it is a folder"
    nearest = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    if not _is_folder(nearest):
        return f"'{_as_written(nearest, path)}' is a file, not a folder"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"folder '{_as_written(nearest, path)}' is not writable"
    return (error.strerror or str(error)).lower()


def _is_folder(path: Path) -> bool:
    """Return True if `path` is a folder, False also if it is inaccessible."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _as_written(folder: Path, path: Path) -> Path:
    """Return `folder`, one of the parents of `path`, relative if `path` is relative."""
    return next((parent for parent in path.parents if parent.absolute() == folder), folder)
