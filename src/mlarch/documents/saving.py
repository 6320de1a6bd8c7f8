"""Write a file whole or not at all: beside the old one, then renamed over it; sweep what the killed left."""

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
except ImportError:  # Windows, where a file that is open cannot be removed
    fcntl = None  # type: ignore[assignment]  # Windows has none

__all__ = ["save", "sweep"]

_PREFIX, _SUFFIX = ".mlarch-", ".tmp"


def save(path: str | PathLike[str], data: str | bytes) -> Path:
    """Write `data` to `path`, text as UTF-8, making the folders it stands in, and return the path.

    A link is followed; devices and pipes are written to as they are. The mode of an old file is
    kept, a new one has that of the umask.

    Raises:
        OutputError: where that cannot be done; an old file is then as it was.
    """
    path = Path(path)
    content = data.encode() if isinstance(data, str) else data
    with _explained(path):
        target = _followed(path) if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
    return path


def _followed(link: Path) -> Path:
    found = Path(os.path.realpath(link))
    if found.is_symlink():  # a circle, which newer versions of Python do not mind
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(link))
    return found


def _write(target: Path, content: bytes) -> None:
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        # Renaming over /dev/stdout or a pipe would replace it by a file.
        target.write_bytes(content)
        return
    while not _replace(target, content, mode):
        pass  # Another build swept the folder just when the file was made.


def _replace(target: Path, content: bytes, mode: int | None) -> bool:
    """Write beside and rename; say no where the file was taken for a left one before it was locked."""
    temporary = target.with_name(f"{_PREFIX}{os.urandom(6).hex()}{_SUFFIX}")
    try:
        with ExitStack() as locked:
            with temporary.open("xb") as file:
                if not _lock(file) or not os.fstat(file.fileno()).st_nlink:
                    return False
                if fcntl:  # It stays locked until it is renamed, and closing may be what fails.
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
    """Remove what processes that were killed have left in a folder; what is being written stays."""
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            _remove_left(path)


def _remove_left(path: Path) -> None:
    with suppress(OSError), path.open("rb") as file:
        if _lock(file):
            path.unlink()


def _lock(file: IO[bytes]) -> bool:
    """Lock a file for as long as it is open, if nobody else has; the system unlocks it for the dead."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return "x" in file.mode
    return True


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {_reason(error, path)}") from error


def _reason(error: OSError, path: Path) -> str:
    if _is_folder(path):
        return "it is a folder"
    nearest = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    if not _is_folder(nearest):
        return f"'{_as_given(nearest, path)}' is a file, not a folder"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"folder '{_as_given(nearest, path)}' is not writable"
    return (error.strerror or str(error)).lower()


def _is_folder(path: Path) -> bool:
    """Say whether `path` is a folder; one that cannot be looked at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _as_given(folder: Path, path: Path) -> Path:
    """Return `folder` the way `path` was written: relative where that was."""
    return next((parent for parent in path.parents if parent.absolute() == folder), folder)
