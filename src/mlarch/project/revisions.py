"""Read an architecture from a revision of a git repository."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlarch.documents.paths import is_document
from mlarch.errors import DocumentError, MlarchError, ScriptError, UnknownNameError
from mlarch.model import Architecture
from mlarch.project import registry, targets
from mlarch.project.targets import TargetContext

__all__ = ["at_revision"]

_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_MAX_FILE_BYTES = 5_000_000
_MAX_TOTAL_BYTES = 200_000_000
_TIMEOUT = 60  # seconds


@dataclass(frozen=True)
class _Blob:
    """A file of a revision: object id, size in bytes, path in its folder."""

    object: str
    size: int
    path: PurePosixPath


def at_revision(
    target: str, revision: str, context: TargetContext, *, allow_python: bool = False
) -> Architecture:
    """Return the architecture of a file or a local name from a revision.

    The documents that it extends are those of the revision as well. Python of a revision runs only
    with `allow_python`. The work tree does not change.

    Raises:
        DocumentError: if git or the revision is missing, or its files cannot be read.
        ScriptError: if Python would have to run, but is not allowed.
        UnknownNameError: if there is no such local architecture.
    """
    file = _file(target)
    if file.suffix == ".py" and not allow_python:
        raise ScriptError(f"{file}: Python of another revision runs only with --allow-python")
    top = Path(_git(file.parent, "rev-parse", "--show-toplevel").strip()).resolve()
    commit = _commit(file.parent, revision)
    path, cwd = file.parent.resolve() / file.name, Path.cwd().resolve()
    root = cwd if path.is_relative_to(cwd) and cwd.is_relative_to(top) else path.parent
    with tempfile.TemporaryDirectory(prefix="mlarch-revision-") as folder:
        copy = Path(folder).resolve() / root.relative_to(top)
        copy.mkdir(parents=True, exist_ok=True)
        paths = _write_tree(top, f"{commit}:{_path_in(root, top)}", copy, allow_python)
        relative = path.relative_to(root)
        if PurePosixPath(relative.as_posix()) not in paths:
            raise DocumentError(f"{target}: not in revision '{revision}'")
        is_path = file == Path(target)
        return _read(str(relative) if is_path else target, copy, revision, context)


def _file(target: str) -> Path:
    """Return the file of a target, which must be in a repository of the user."""
    if target == "-":
        raise UnknownNameError("-: standard input has no revisions")
    path = Path(target)
    if registry.is_file_target(target):
        if not path.parent.is_dir():
            raise DocumentError(f"{path}: there is no folder '{path.parent}'")
        return path
    entry = registry.find(target)
    if not entry.path or entry.builtin or entry.package:
        raise UnknownNameError(f"'{entry.name}' is not a local file, and has no revisions")
    return Path(entry.path)


def _path_in(folder: Path, top: Path) -> str:
    return "" if folder == top else folder.relative_to(top).as_posix()


def _read(target: str, folder: Path, revision: str, context: TargetContext) -> Architecture:
    try:
        with _working_directory(folder):
            return targets.resolve_one(target, context)
    except MlarchError as error:
        raise DocumentError([f"{revision}:{problem}" for problem in error.problems]) from error


@contextmanager
def _working_directory(folder: Path) -> Iterator[None]:
    """Change the working directory: paths in documents are relative to it."""
    previous = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(previous)


def _commit(folder: Path, revision: str) -> str:
    """Return the id of the commit of a revision."""
    if not revision.startswith("-"):
        try:
            return _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
        except DocumentError:
            pass
    raise DocumentError(f"there is no revision '{revision}'; is it fetched?")


def _write_tree(top: Path, tree: str, folder: Path, allow_python: bool) -> set[PurePosixPath]:
    """Write the documents and pictures of a tree, and return their paths.

    Symbolic links and large files are left out.
    """
    try:
        listing = _git(top, "ls-tree", "-r", "-l", "-z", tree)
    except DocumentError:
        return set()  # the folder is newer than the revision
    blobs = [blob for blob in _blobs(listing) if _is_needed(blob, allow_python)]
    if sum(blob.size for blob in blobs) > _MAX_TOTAL_BYTES:
        raise DocumentError(f"'{tree}' holds more than {_MAX_TOTAL_BYTES // 1_000_000} MB of documents")
    objects = "".join(f"{blob.object}\n" for blob in blobs)
    contents, end = _git_bytes(top, "cat-file", "--batch", stdin=objects.encode()), 0
    for blob in blobs:
        start = contents.index(b"\n", end) + 1
        end = start + blob.size + 1
        file = folder / blob.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents[start : start + blob.size])
    return {blob.path for blob in blobs}


def _is_needed(blob: _Blob, allow_python: bool) -> bool:
    suffixes = (*_PICTURES, ".py") if allow_python else _PICTURES
    has_suffix = is_document(blob.path) or blob.path.suffix in suffixes
    return has_suffix and blob.size <= _MAX_FILE_BYTES


def _blobs(listing: str) -> Iterator[_Blob]:
    """Yield the regular files in the output of `git ls-tree`."""
    for line in filter(None, listing.split("\0")):
        details, path = line.split("\t", 1)
        mode, _, object, size = details.split()
        if mode in ("100644", "100755"):
            yield _Blob(object, int(size), PurePosixPath(path))


def _git(folder: Path, *arguments: str) -> str:
    return _git_bytes(folder, *arguments).decode("utf-8", "surrogateescape")


def _git_bytes(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Return the output of git.

    Raises:
        DocumentError: if git is missing or fails, with its own message.
    """
    try:
        process = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=stdin,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise DocumentError("--rev needs git, and there is none on PATH") from None
    except subprocess.TimeoutExpired:
        raise DocumentError(f"git took longer than {_TIMEOUT} s") from None
    if process.returncode:
        lines = process.stderr.decode("utf-8", "replace").strip().splitlines()
        raise DocumentError(f"git: {lines[0].removeprefix('fatal: ')}" if lines else "git failed")
    return process.stdout
