"""Run the command line, and write the modules, files, processes and calls of the run as JSON.

Usage: `python counting.py REPORT ARGUMENTS...`. Until the command is done it imports nothing that would
be counted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

BEFORE = set(sys.modules)
COUNTED = {
    "mlarch.layout.assembly": "assemble",
    "mlarch.layout.engine": "positions",
    "mlarch.drawing.png": "rasterise",
    "mlarch.project.entry_loading": "load_entry",
}
STARTS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

events: list[tuple[str, str]] = []
calls: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Record opened and renamed files, new processes, and network access."""
    if event == "open":
        path, _, flags = arguments
        # What the import system opens depends on what is compiled already; it is counted as modules.
        if not isinstance(path, int) and not sys._getframe(1).f_code.co_filename.startswith("<frozen import"):
            events.append(("write" if flags & WRITES else "read", os.fsdecode(path)))
    elif event == "os.rename":
        events.append(("from", os.fsdecode(arguments[0])))
        events.append(("to", os.fsdecode(arguments[1])))
    elif event in STARTS:
        events.append(("start", f"{event} {arguments[1] if len(arguments) > 1 else ''}"))
    elif event.startswith("socket.") and event != "socket.gethostname":
        events.append(("network", event))


class Finder:
    """Find the modules of `COUNTED` as Python does, and count calls of their functions."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in COUNTED:
            return None
        sys.meta_path.remove(self)  # type: ignore[arg-type]
        try:
            spec = next(filter(None, (finder.find_spec(name, path, target) for finder in sys.meta_path)))
        finally:
            sys.meta_path.insert(0, self)  # type: ignore[arg-type]
        run: Callable[[ModuleType], None] = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (run(module), count(module, COUNTED[name]))
        return spec


def count(module: ModuleType, name: str) -> None:
    """Record each call of a function of a module."""
    function = vars(module)[name]

    def counted(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        return function(*arguments, **options)

    setattr(module, name, counted)


def main(report: str, *arguments: str) -> None:
    sys.argv = ["mlarch", *arguments]
    sys.addaudithook(watch)
    sys.meta_path.insert(0, Finder())  # type: ignore[arg-type]
    try:
        from mlarch.cli import main

        main()
    finally:
        record = {"modules": sorted({*sys.modules} - BEFORE), "events": [*events], "calls": [*calls]}
        import json

        with open(report, "w", encoding="utf-8") as file:  # noqa: PTH123  # pathlib would be counted
            json.dump(record, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
