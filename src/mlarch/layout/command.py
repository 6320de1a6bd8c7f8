"""Lay out with a `dot` command if there is no pygraphviz."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from mlarch.errors import LayoutError
from mlarch.layout.bindings import FORMAT
from mlarch.layout.faults import HELP, because, died, out_of_time

__all__ = ["lay_out", "path", "version"]


def path() -> str | None:
    """Return the command: that of MLARCH_DOT, else `dot` on PATH, None if there is none."""
    return os.environ.get("MLARCH_DOT") or shutil.which("dot")


def lay_out(dot: str, seconds: float) -> tuple[bytes, str]:
    """Return the layout as json0, and the messages of the engine.

    Raises:
        LayoutError: if the command is missing, fails, dies or takes longer than `seconds`.
    """
    command = path()
    if command is None:
        raise LayoutError(f"no layout engine: {HELP}")
    done = _run(command, dot, seconds)
    said = done.stderr.decode(errors="replace")
    if done.returncode < 0:
        raise LayoutError(died(done.returncode, said))
    if done.returncode:
        raise LayoutError(because("the layout engine failed", said))
    return done.stdout, said


def _run(command: str, dot: str, seconds: float) -> subprocess.CompletedProcess[bytes]:
    import graphviz
    from graphviz.backend.execute import run_check

    arguments = [command, "-Kdot", f"-T{FORMAT}"]
    try:
        done: subprocess.CompletedProcess[bytes] = run_check(
            arguments, input=dot.encode(), capture_output=True, quiet=True, timeout=seconds
        )
    except graphviz.CalledProcessError as error:
        return subprocess.CompletedProcess(arguments, error.returncode, error.stdout, error.stderr)
    except subprocess.TimeoutExpired as error:
        raise LayoutError(out_of_time(seconds)) from error
    except (graphviz.ExecutableNotFound, OSError) as error:
        raise LayoutError(f"no layout engine at '{command}': {HELP}") from error
    return done


def version() -> str:
    """Return the command's version, empty if there is none."""
    command = path()
    if command is None:
        return ""
    try:
        said = subprocess.run([command, "-V"], capture_output=True, timeout=20, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\d+(?:\.\d+)+", said.decode(errors="replace"))
    return found[0] if found else ""
