"""Count the instructions of commands under valgrind, independent of the load of the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "python": (),
    "--help": ("--help",),
    "list": ("list",),
    "show": ("show", "gcp-scaling/6-cache"),
    "build, nothing changed": ("build",),
    "render to SVG": ("render", "architectures/a.yaml", "-o", "a.svg"),
}
_COUNT = re.compile(r"Collected : (\d+)")


def instructions(folder: Path, *arguments: str) -> int:
    """Return the number of instructions of a command, without its children."""
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    program = ["-m", "mlarch", *arguments] if arguments else ["-c", ""]
    done = subprocess.run(
        [*tool, sys.executable, *program], cwd=folder, capture_output=True, text=True, check=True
    )
    (count,) = _COUNT.findall(done.stderr)
    return int(count)


def project(folder: Path) -> None:
    """Write a project of one document, and build it."""
    (folder / "architectures").mkdir()
    document = "nodes: {x: {label: X}, y: {label: Y, technology: nginx}}\nedges: {x -> y: calls}\n"
    (folder / "architectures/a.yaml").write_text(document)
    subprocess.run([sys.executable, "-m", "mlarch", "build"], cwd=folder, check=True, capture_output=True)


def main() -> None:
    """Print the instructions of each command in millions, and as a multiple of Python's start."""
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        project(Path(folder))
        bare = 0
        for name, arguments in COMMANDS.items():
            count = instructions(Path(folder), *arguments)
            bare = bare or count
            print(f"{name:24}{count / 1e6:9.0f} million {count / bare:6.1f}")


if __name__ == "__main__":
    main()
