"""Run one command and measure it with the processes that it waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from bench.figures import Sample

__all__ = ["Failed", "Late", "run"]

_MB = 1024.0  # Linux counts memory in KB


class Failed(Exception):
    """A command that failed, with its last line of output."""


class Late(Failed):
    """A command that was stopped at its time limit."""


def run(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], seconds: float
) -> tuple[Sample, str]:
    """Return the sample of a command and its output.

    Raises:
        Late: if it takes longer than `seconds`; everything it started is stopped.
        Failed: if it does not exit with 0.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        timer = threading.Timer(seconds, os.killpg, (child.pid, signal.SIGKILL))
        timer.start()
        # Usage of this child and of the processes it waited for; memory is that of the largest.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode == -signal.SIGKILL and wall >= seconds:
            raise Late(f"not done after {seconds:g} s")
        if child.returncode:
            raise Failed(_last_line(said) or f"exit code {child.returncode}")
        out.seek(0)
        text = out.read().decode(errors="replace")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _MB), text


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
