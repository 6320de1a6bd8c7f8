"""Read an architecture as it was in a revision of a git repository, without touching the work tree."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlarch.errors import DocumentError, MlarchError, ScriptError, UnknownNameError
from mlarch.model import Architecture
from mlarch.project import registry, targets
from mlarch.project.targets import TargetContext

__all__ = ["at_revision"]

_DOCUMENTS = (".yaml", ".yml", ".json")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_LARGEST = 5_000_000
_MOST = 200_000_000
_SECONDS = 60


@dataclass(frozen=True)
class _Blob:
    """A file of a revision: its object, its size in bytes, and its path below the folder that was asked."""

    object: str
    size: int
    path: PurePosixPath


def at_revision(
    target: str, revision: str, given: TargetContext, *, allow_python: bool = False
) -> Architecture:
    """Return the architecture of a file, or of a name in ./architectures, as it was in a revision.

    What it extends is that of the revision, too. Python of a revision runs only with `allow_python`.

    Raises:
        DocumentError: where git or the revision is missing, or what it holds cannot be read.
        ScriptError: where it would run Python that is not allowed.
        UnknownNameError: where there is no such architecture, or it is not one's own.
    """
    file = _file(target)
    if file.suffix == ".py" and not allow_python:
        raise ScriptError(f"{file}: Python of another revision runs only with --allow-python")
    top = Path(_git(file.parent, "rev-parse", "--show-toplevel").strip()).resolve()
    commit = _commit(file.parent, revision)
    path, here = file.parent.resolve() / file.name, Path.cwd().resolve()
    root = here if path.is_relative_to(here) and here.is_relative_to(top) else path.parent
    suffixes = (*_DOCUMENTS, *_PICTURES, *((".py",) if allow_python else ()))
    with tempfile.TemporaryDirectory(prefix="mlarch-revision-") as folder:
        place = Path(folder).resolve() / root.relative_to(top)
        place.mkdir(parents=True, exist_ok=True)
        found = _written(top, f"{commit}:{_below(root, top)}", place, suffixes)
        wanted = path.relative_to(root)
        if PurePosixPath(wanted.as_posix()) not in found:
            raise DocumentError(f"{target}: not in revision '{revision}'")
        return _read(target if file != Path(target) else str(wanted), place, revision, given)


def _file(target: str) -> Path:
    """Return the file of a target; the zoo's entries are in no repository of the user's."""
    if target == "-":
        raise UnknownNameError("-: standard input has no revisions")
    path = Path(target)
    if path.suffix in (*_DOCUMENTS, ".py"):
        if not path.parent.is_dir():
            raise DocumentError(f"{path}: there is no folder '{path.parent}'")
        return path
    entry = registry.find(target)
    if not entry.path or entry.builtin or entry.package:
        raise UnknownNameError(f"'{entry.name}' is no file of yours, and has no revisions")
    return Path(entry.path)


def _below(folder: Path, top: Path) -> str:
    return "" if folder == top else folder.relative_to(top).as_posix()


def _read(target: str, place: Path, revision: str, given: TargetContext) -> Architecture:
    try:
        with _inside(place):
            return targets.resolve_one(target, given)
    except MlarchError as error:
        raise DocumentError([f"{revision}:{problem}" for problem in error.problems]) from error


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder: paths in documents count from there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _commit(folder: Path, revision: str) -> str:
    """Return the commit of a revision."""
    if not revision.startswith("-"):
        try:
            return _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
        except DocumentError:
            pass
    raise DocumentError(f"there is no revision '{revision}'; is it fetched?")


def _written(top: Path, tree: str, place: Path, suffixes: tuple[str, ...]) -> set[PurePosixPath]:
    """Write the files with these suffixes of a tree into a folder, and return their paths; no links."""
    try:
        listed = _git(top, "ls-tree", "-r", "-l", "-z", tree)
    except DocumentError:
        return set()  # the folder is newer than the revision
    blobs = [blob for blob in _blobs(listed) if blob.path.suffix in suffixes and blob.size <= _LARGEST]
    if sum(blob.size for blob in blobs) > _MOST:
        raise DocumentError(f"'{tree}' holds more than {_MOST // 1_000_000} MB of documents")
    asked = "".join(f"{blob.object}\n" for blob in blobs)
    answer, at = _git_bytes(top, "cat-file", "--batch", stdin=asked.encode()), 0
    for blob in blobs:
        start = answer.index(b"\n", at) + 1
        at = start + blob.size + 1
        file = place / blob.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[start : start + blob.size])
    return {blob.path for blob in blobs}


def _blobs(listed: str) -> Iterator[_Blob]:
    for line in filter(None, listed.split("\0")):
        facts, path = line.split("\t", 1)
        mode, _, object, size = facts.split()
        if mode in ("100644", "100755"):
            yield _Blob(object, int(size), PurePosixPath(path))


def _git(folder: Path, *arguments: str) -> str:
    return _git_bytes(folder, *arguments).decode("utf-8", "surrogateescape")


def _git_bytes(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Return what git prints.

    Raises:
        DocumentError: where it is missing or refuses, in its own words.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=stdin,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise DocumentError("--rev needs git, and there is none on PATH") from None
    except subprocess.TimeoutExpired:
        raise DocumentError(f"git took longer than {_SECONDS} s") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise DocumentError(f"git: {said[0].removeprefix('fatal: ')}" if said else "git refused")
    return done.stdout
