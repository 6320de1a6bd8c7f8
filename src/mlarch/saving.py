"""Write a file whole or not at all: beside the old one, then renamed over it."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from mlarch.errors import OutputError

__all__ = ["save"]


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
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
    return path


def _write(target: Path, content: bytes) -> None:
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        # Renaming over /dev/stdout or a pipe would replace it by a file.
        target.write_bytes(content)
        return
    temporary = target.with_name(f".mlarch-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


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
