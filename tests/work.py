"""Run a command in its own process and count its work, independent of timing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import mlarch
from mlarch.documents.saving import save
from mlarch.project import cache

__all__ = ["Work", "lower", "rises", "work"]

_COUNTING = Path(__file__).parent / "counting.py"
_BOUNDS = Path(__file__).parent / "golden" / "work.json"
_PYTHONS, _COUNTED_ON = "modules of Python", (3, 11)  # a version has more of them than another
_PACKAGE = f"{Path(mlarch.__file__).parent}/"
_ZOO = f"{_PACKAGE}zoo/"  # the modules of the zoo are listed by reading them; a new entry adds one


@dataclass(frozen=True)
class Work:
    """The work of a command: names of modules, and paths as often as they were opened."""

    modules: tuple[str, ...]
    read: tuple[str, ...]
    written: tuple[str, ...]
    started: tuple[str, ...]
    network: tuple[str, ...]
    calls: Counter[str]

    @property
    def own(self) -> list[str]:
        """The modules of mlarch."""
        return [name for name in self.modules if _top(name) == "mlarch"]

    @property
    def standard(self) -> list[str]:
        """The modules of Python."""
        return [name for name in self.modules if _top(name) in sys.stdlib_module_names]

    @property
    def libraries(self) -> set[str]:
        """The other packages, without internal modules of Cython and SWIG."""
        tops = {*map(_top, self.modules)} - {"mlarch", *sys.stdlib_module_names}
        return {name for name in tops if not name.startswith(("_", "cython_runtime", "swig_"))}

    @property
    def project(self) -> list[str]:
        """The files read by a path relative to the working folder."""
        return sorted(path for path in self.read if not Path(path).is_absolute())

    @property
    def counts(self) -> dict[str, int]:
        """The bounded counts, without reads of other packages and of the zoo, which vary."""
        package = _without_zoo(path for path in self.read if path.startswith(_PACKAGE))
        wholly, others = divmod(len(package), len(_without_zoo(map(str, cache._code()))))
        return {
            "modules of mlarch": len(self.own),
            _PYTHONS: len(self.standard),
            "readings of all files of mlarch": wholly,
            "readings of other files of mlarch": others,
            "readings of one file": max(Counter([*package, *self.project]).values(), default=0),
            "layouts": self.calls["positions"],
        }


def _without_zoo(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if not path.startswith(_ZOO)]


def _top(name: str) -> str:
    return name.partition(".")[0]


def work(folder: Path, *arguments: str) -> Work:
    """Return the work of `mlarch ARGUMENTS` in a folder; the command has to succeed."""
    report = folder.parent / "work.json"
    command = [sys.executable, str(_COUNTING), str(report), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    record = json.loads(report.read_text())
    events = [tuple(event) for event in record["events"]]

    def paths(kind: str) -> list[str]:
        return [path for event, path in events if event == kind]

    # What is written beside and renamed counts by its last name; scratch files do not count.
    inside = [path for path in paths("write") if not Path(path).is_absolute()]
    written = {*inside, *paths("to")} - {*paths("from")}
    return Work(
        modules=tuple(record["modules"]),
        read=tuple(paths("read")),
        written=tuple(sorted(written)),
        started=tuple(paths("start")),
        network=tuple(paths("network")),
        calls=Counter(record["calls"]),
    )


def rises(name: str, counted: Work) -> list[str]:
    """Return the counts that exceed the bounds in tests/golden/work.json."""
    bounds = _bounds().get(name, {})
    return [
        f"mlarch {name}: {count} {what}, at most {bounds.get(what, 0)} are allowed"
        for what, count in counted.counts.items()
        if count > bounds.get(what, 0) and (what != _PYTHONS or sys.version_info[:2] == _COUNTED_ON)
    ]


def lower(name: str, counted: Work) -> None:
    """Lower the bounds of a command to its current work; they are raised by hand only, with a reason."""
    bounds = _bounds()
    old = bounds.get(name, {})
    new = {what: min(count, old.get(what, count)) for what, count in counted.counts.items()}
    save(_BOUNDS, json.dumps({**bounds, name: new}, indent=1) + "\n")


def _bounds() -> dict[str, dict[str, int]]:
    return json.loads(_BOUNDS.read_text()) if _BOUNDS.is_file() else {}
