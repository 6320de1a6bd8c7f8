"""See at a glance that a build or a gallery has nothing to do, from what the last one read and left.

What a build reads is remembered in the user's cache, by content and never by time, with a hash of each
file it left: where all of that is as it was, nothing needs to be loaded to know that nothing has changed.
Without the cache, or where anything differs, every picture is compared by its own fingerprint, and a
gallery makes those of its parts again that are made of other things than those that were left.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.conventions import FOLDER, GROUP, SETTINGS
from mlarch.errors import OutputError
from mlarch.exporters.saving import save
from mlarch.layout import installed

__all__ = ["CachedPart", "basis", "parts", "read", "recall", "remember", "remember_parts", "sums"]

_PACKAGE = Path(__file__).parents[1]
_PROJECT = (SETTINGS, "pyproject.toml")
_KEPT = 100
"""How many projects are remembered."""

_MOST = 50_000_000
"""How many bytes of a folder are worth reading for this."""


@dataclass(frozen=True)
class CachedPart:
    """Files that were left by one making: a hash of what they were made of, and one of each by its path."""

    made_of: str
    left: Mapping[str, str]


def read(folder: Path, *also: Path) -> str:
    """Return a hash of all that a build reads, but for files elsewhere that its documents name.

    It is empty where that is not to be known: somebody's Python is run, which may read anything. Of
    what is in `also` nothing is run.
    """
    # Documents name each other by what is in FOLDER, whatever folder is built.
    found = sorted({path for root in (folder, Path(FOLDER)) for path in root.rglob("*")})
    own = [path for path in found if path.is_file()]
    if any(path.suffix == ".py" for path in own) or any(
        path.is_symlink() and path.is_dir() for path in found
    ):
        return ""
    own += sorted(path for root in also for path in root.rglob("*") if path.is_file())
    if os.environ.get("MLARCH_DOT") or installed.offered(GROUP) or _size(own) > _MOST:
        return ""
    parts = [basis(folder), folder.is_dir(), [root.is_dir() for root in also], [*sums(own).items()]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def basis(folder: Path) -> str:
    """Return a hash of all that counts for every picture: code, packages, settings and the project's file."""
    settings = sorted(item for item in os.environ.items() if item[0].startswith("MLARCH_"))
    files = [*sums((*_code(), *_projects(folder))).items()]
    return hashlib.sha256(json.dumps([installed.distributions(), settings, files]).encode()).hexdigest()


def recall(out: Path, folder: Path, seen: str, *asked: object) -> tuple[list[Path], list[str]] | None:
    """Return the files that a build left, and what it said of them, if it would do nothing now.

    `seen` is what `read` returns, `asked` all else that was asked for.
    """
    try:
        kept = json.loads(_record(out, folder, asked).read_text("utf-8"))
        found = {**kept["named"], **kept["left"]}
        if not seen or kept["read"] != seen or any(_sum(Path(path)) != found[path] for path in found):
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
    also: tuple[Path, ...] = (),
) -> None:
    """Keep what a build read and left, unless some of it has changed `since` it began."""
    from mlarch.documents.paths import NAMED

    with suppress(OSError, RuntimeError, OutputError):
        record = _record(out, folder, asked)
        if not seen or not record.parents[1].parent.is_dir() or read(folder, *also) != seen:
            return
        if any(_changed(path) >= since for path in NAMED):
            return
        found = {"named": sums(sorted(NAMED)), "left": sums(left)}
        _keep(record, {"read": seen, **found, "said": list(said)})


def parts(out: Path, folder: Path, *asked: object) -> dict[str, CachedPart]:
    """Return the parts that were remembered, by name."""
    try:
        kept = json.loads(_record(out, folder, ("parts", asked)).read_text("utf-8"))
        return {name: CachedPart(made_of, dict(left)) for name, (made_of, left) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError, RuntimeError):
        return {}


def remember_parts(out: Path, folder: Path, made: Mapping[str, CachedPart], *asked: object) -> None:
    """Keep the parts that were made, by name."""
    with suppress(OSError, RuntimeError, OutputError):
        record = _record(out, folder, ("parts", asked))
        if record.parents[1].parent.is_dir():
            _keep(record, {name: [part.made_of, part.left] for name, part in made.items()})


def _keep(record: Path, data: object) -> None:
    save(record, json.dumps(data))
    for old in sorted(record.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        old.unlink()


def _changed(path: Path) -> float:
    """Return when a file was last written, 0 where there is none."""
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):  # a name that no file can have
        return 0.0


def _record(out: Path, folder: Path, asked: object) -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    cache = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    key = hashlib.sha256(repr((str(Path.cwd()), str(out), str(folder), asked)).encode()).hexdigest()
    return cache / "mlarch" / f"{key[:40]}.json"


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def sums(paths: Iterable[Path]) -> dict[str, str]:
    """Return a hash of what each file holds, empty where there is none."""
    return {str(path): _sum(path) for path in paths}


def _code() -> list[Path]:
    """Return the files of this package that say what an architecture is, and how it is drawn."""
    return sorted(
        Path(folder, name)
        for folder, _, names in os.walk(_PACKAGE)
        for name in names
        if name.endswith((".py", ".txt", ".json", ".html", ".css", ".js"))
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
