"""See at a glance that a build has nothing to do, from what the last one read and left.

What a build reads is remembered in the user's cache, by content and never by time, with a hash of each
file it left: where all of that is as it was, nothing needs to be loaded to know that nothing has changed.
Without the cache, or where anything differs, every picture is compared by its own fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mlarch import installed
from mlarch.conventions import FOLDER
from mlarch.errors import OutputError
from mlarch.saving import save

__all__ = ["read", "recall", "remember"]

_PACKAGE = Path(__file__).parent
_PROJECT = ("mlarch.yaml", "pyproject.toml")
_KEPT = 100
"""How many projects are remembered."""

_MOST = 50_000_000
"""How many bytes of a folder are worth reading for this."""


def read(folder: Path) -> str:
    """Return a hash of all that a build reads, but for files elsewhere that its documents name.

    It is empty where that is not to be known: somebody's Python is run, which may read anything.
    """
    # Documents name each other by what is in FOLDER, whatever folder is built.
    found = sorted({path for root in (folder, Path(FOLDER)) for path in root.rglob("*")})
    own = [path for path in found if path.is_file()]
    if any(path.suffix == ".py" for path in own) or any(
        path.is_symlink() and path.is_dir() for path in found
    ):
        return ""
    if os.environ.get("MLARCH_DOT") or installed.offered("mlarch.architectures") or _size(own) > _MOST:
        return ""
    settings = sorted(item for item in os.environ.items() if item[0].startswith("MLARCH_"))
    files = [[str(path), _sum(path)] for path in (*_code(), *own, *_projects(folder))]
    parts = [folder.is_dir(), installed.distributions(), settings, files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def recall(out: Path, folder: Path, seen: str, *asked: object) -> tuple[list[Path], list[str]] | None:
    """Return the files that a build left, and what it said of them, if it would do nothing now.

    `seen` is what `read` returns, `asked` all else that was asked for.
    """
    try:
        kept = json.loads(_record(out, folder, asked).read_text("utf-8"))
        sums = {**kept["named"], **kept["left"]}
        if not seen or kept["read"] != seen or any(_sum(Path(path)) != sums[path] for path in sums):
            return None
        return [Path(path) for path in kept["left"]], kept["said"]
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # none, or damaged, or no home
        return None


def remember(
    out: Path,
    folder: Path,
    seen: str,
    since: float,
    left: Iterable[Path],
    said: Iterable[str],
    *asked: object,
) -> None:
    """Keep what a build read and left, unless some of it has changed `since` it began."""
    from mlarch.document.home import NAMED

    with suppress(OSError, RuntimeError, OutputError):
        record = _record(out, folder, asked)
        if not seen or not record.parents[1].parent.is_dir() or read(folder) != seen:
            return
        if any(path.exists() and path.stat().st_mtime >= since for path in NAMED):
            return
        sums = {"named": _sums(sorted(NAMED)), "left": _sums(left)}
        save(record, json.dumps({"read": seen, **sums, "said": list(said)}))
        for old in sorted(record.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink()


def _record(out: Path, folder: Path, asked: object) -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    key = hashlib.sha256(repr((str(Path.cwd()), str(out), str(folder), asked)).encode()).hexdigest()
    return cache / "mlarch" / f"{key[:40]}.json"


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _sums(paths: Iterable[Path]) -> dict[str, str]:
    return {str(path): _sum(path) for path in paths}


def _code() -> list[Path]:
    """Return the files of this package that say what an architecture is, and how it is drawn."""
    return sorted(
        Path(folder, name)
        for folder, _, names in os.walk(_PACKAGE)
        for name in names
        if name.endswith((".py", ".txt", ".json"))
    )


def _projects(folder: Path) -> list[Path]:
    """Return where a project's file may be, above the folder."""
    here = Path.cwd()
    above = [here, *(parent for parent in folder.absolute().parents if parent.is_relative_to(here))]
    return [parent / name for parent in above for name in _PROJECT]


def _sum(path: Path) -> str:
    """Return a hash of what a file holds, nothing where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):  # a name that no file can have
        return ""
