"""Skip builds whose inputs and outputs have not changed since the last run.

A record in the user's cache has a hash of the inputs of a build and one of each file that it left. All
hashes are of content, never of times. Comparing them needs neither diagrams nor YAML nor drawing code.
Without a record, every picture is compared by its own fingerprint, and a gallery makes the parts again
that have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.paths import FOLDER, PROJECT_FILES
from mlarch.documents.saving import save
from mlarch.errors import OutputError
from mlarch.layout import distributions
from mlarch.project import ARCHITECTURES_GROUP

__all__ = [
    "CachedPart",
    "basis",
    "file_hashes",
    "input_hash",
    "parts",
    "recall",
    "remember",
    "remember_parts",
]

_PACKAGE = Path(__file__).parents[1]
_MAX_RECORDS = 100
_MAX_BYTES = 50_000_000
"""The largest folder that is worth hashing."""


@dataclass(frozen=True)
class CachedPart:
    """Files made together: a hash of their inputs, and one of each file."""

    inputs: str
    files: Mapping[str, str]


def input_hash(folder: Path, *data_folders: Path) -> str:
    """Return a hash of the inputs of a build, except requested files elsewhere.

    `data_folders` are read, but no code in them is run. The hash is empty if the inputs cannot be
    known: Python code of the user may read anything.
    """
    # Documents refer to each other by names in FOLDER, whatever folder is built.
    paths = sorted({path for root in (folder, Path(FOLDER)) for path in root.rglob("*")})
    files = [path for path in paths if path.is_file()]
    has_code = any(path.suffix == ".py" for path in files)
    if has_code or any(path.is_symlink() and path.is_dir() for path in paths):
        return ""
    files += sorted(path for root in data_folders for path in root.rglob("*") if path.is_file())
    has_packages = distributions.has_entry_points(ARCHITECTURES_GROUP)
    if os.environ.get("MLARCH_DOT") or has_packages or _size(files) > _MAX_BYTES:
        return ""
    exists = [root.is_dir() for root in (folder, *data_folders)]
    return _hash([basis(folder), exists, [*file_hashes(files).items()]])


def basis(folder: Path) -> str:
    """Return a hash of code, packages, settings and project files."""
    settings = sorted(item for item in os.environ.items() if item[0].startswith("MLARCH_"))
    files = [*file_hashes((*_code(), *_project_files(folder))).items()]
    return _hash([distributions.folder_names(), settings, files])


def recall(out: Path, folder: Path, inputs: str, *options: object) -> tuple[list[Path], list[str]] | None:
    """Return the files and notes of a recorded build, None if it is not current.

    `inputs` is the hash of its inputs, `options` are those that change its output.
    """
    try:
        record = json.loads(_record_path(out, folder, options).read_text("utf-8"))
        files = {**record["requested"], **record["outputs"]}
        if not inputs or record["inputs"] != inputs or file_hashes(map(Path, files)) != files:
            return None
        return [Path(path) for path in record["outputs"]], record["notes"]
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # missing, damaged, or no home folder
        return None


def remember(
    out: Path,
    folder: Path,
    inputs: str,
    started: float,
    *options: object,
    outputs: Iterable[Path],
    requested: Iterable[Path],
    notes: Iterable[str] = (),
    data_folders: tuple[Path, ...] = (),
) -> None:
    """Record a build, unless some of its inputs have changed since it `started`.

    `outputs` are its files, and `requested` the paths that its documents named.
    """
    with suppress(OSError, RuntimeError, OutputError):
        record = _record_path(out, folder, options)
        if not inputs or not _has_home(record) or input_hash(folder, *data_folders) != inputs:
            return
        requested = sorted(requested)
        if any(_modified(path) >= started for path in requested):
            return
        data = {"requested": file_hashes(requested), "outputs": file_hashes(outputs), "notes": list(notes)}
        _save(record, {"inputs": inputs, **data})


def parts(out: Path, folder: Path, *options: object) -> dict[str, CachedPart]:
    """Return the recorded parts of a gallery by name."""
    try:
        record = json.loads(_record_path(out, folder, ("parts", options)).read_text("utf-8"))
        return {name: CachedPart(inputs, dict(files)) for name, (inputs, files) in record.items()}
    except (OSError, ValueError, TypeError, AttributeError, RuntimeError):
        return {}


def remember_parts(out: Path, folder: Path, parts: Mapping[str, CachedPart], *options: object) -> None:
    """Record the parts of a gallery by name."""
    with suppress(OSError, RuntimeError, OutputError):
        record = _record_path(out, folder, ("parts", options))
        if _has_home(record):
            _save(record, {name: [part.inputs, part.files] for name, part in parts.items()})


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """Return a hash of the content of each file, empty if there is no such file."""
    return {str(path): _file_hash(path) for path in paths}


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):  # a name that no file can have
        return ""


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def _save(record: Path, data: object) -> None:
    save(record, json.dumps(data))
    for old in sorted(record.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-_MAX_RECORDS]:
        old.unlink()


def _record_path(out: Path, folder: Path, options: object) -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    key = hashlib.sha256(repr((str(Path.cwd()), str(out), str(folder), options)).encode()).hexdigest()
    return cache / "mlarch" / f"{key[:40]}.json"


def _has_home(record: Path) -> bool:
    """Return True if there is a folder in which the cache may be created."""
    return record.parents[1].parent.is_dir()


def _modified(path: Path) -> float:
    """Return the time of the last change of a file, 0 if there is no such file."""
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):  # a name that no file can have
        return 0.0


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _code() -> list[Path]:
    """Return the files of mlarch that affect pictures."""
    return sorted(
        Path(folder, name)
        for folder, _, names in os.walk(_PACKAGE)
        for name in names
        if name.endswith((".py", ".txt", ".json", ".html", ".css", ".js"))
    )


def _project_files(folder: Path) -> list[Path]:
    """Return the possible project files in the working directory and above the folder."""
    here = Path.cwd()
    above = [here, *(parent for parent in folder.absolute().parents if parent.is_relative_to(here))]
    return [parent / name for parent in above for name in PROJECT_FILES]
