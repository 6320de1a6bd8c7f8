"""Lay out in one worker process, used again and again, that may die or be late without harm."""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from mlarch.errors import LayoutError
from mlarch.layout.bindings import text_of
from mlarch.layout.faults import because, died, out_of_time
from mlarch.layout.messages import receive, send

__all__ = ["close", "lay_out", "pid"]

# What a timer can wait for, far beyond any deadline that makes sense.
_LONGEST = 1e6


class _Worker:
    """A process that lays out one graph after the other."""

    def __init__(self) -> None:
        # The stderr of the process; it shares the offset, and outlives a crash.
        self._said: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # open as long as the worker
        self._late = False
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mlarch.layout.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, bufsize=0,
                cwd=Path(__file__).parents[2], env=_environment(),
            )  # fmt: skip
        except OSError as error:
            self._said.close()
            raise LayoutError(f"cannot start a process for the layout: {error.strerror}") from error
        self._requests: Any = self._process.stdin
        self._answers: Any = self._process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return not self._late and self._process.poll() is None

    def ask(self, dot: str, seconds: float) -> tuple[bytes, str]:
        """Return a layout and the messages of the engine."""
        self._said.seek(0)
        self._said.truncate()
        with self._ended_after(seconds):
            answer = self._exchange(struct.pack(">d", seconds) + dot.encode())
        said = text_of(self._said)
        if answer is None:
            code = self._process.wait()
            raise LayoutError(out_of_time(seconds) if self._late else died(code, said))
        if answer[:1] == b"E":
            raise LayoutError(because(answer[1:].decode(), said))
        return answer[1:], said

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        self._close()

    def leave(self) -> None:
        """Let go of a process that belongs to the parent of this one."""
        self._process.returncode = 0  # Nobody is to wait for it here.
        self._close()

    def _exchange(self, request: bytes) -> bytes | None:
        with suppress(BrokenPipeError):
            send(self._requests, request)
        return receive(self._answers)

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes too long or is interrupted."""
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        except BaseException:
            self._process.kill()  # Half a message may be in its pipes.
            self._process.wait()
            raise
        finally:
            timer.cancel()
            timer.join()

    def _end_late(self) -> None:
        self._late = True
        self._process.kill()

    def _close(self) -> None:
        for file in (self._requests, self._answers, self._said):
            file.close()


_lock = threading.Lock()
_worker: _Worker | None = None


def lay_out(dot: str, seconds: float) -> tuple[bytes, str]:
    """Return the layout as json0, and the messages of the engine.

    Raises:
        LayoutError: if the engine fails, dies or takes longer than `seconds`; holds its messages.
    """
    global _worker
    with _lock:
        if _worker is None or not _worker.is_alive():
            close()
            _worker = _Worker()
        return _worker.ask(dot, min(seconds, _LONGEST))


def pid() -> int | None:
    """Return the process id of the worker, None if none runs."""
    worker = _worker
    return worker.pid if worker is not None and worker.is_alive() else None


def close() -> None:
    """End the worker, if there is one; the next layout starts a new one."""
    global _worker
    worker, _worker = _worker, None
    if worker is not None:
        worker.end()


def _forget() -> None:
    """Leave the worker to the process that this one is a copy of."""
    global _lock, _worker
    _lock = threading.Lock()
    worker, _worker = _worker, None
    if worker is not None:
        worker.leave()


def _environment() -> dict[str, str]:
    """Return the environment in which the worker imports what this process imports."""
    folders = [str(Path(folder).absolute()) for folder in sys.path if folder]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}


def _close_at_exit() -> None:
    with suppress(KeyboardInterrupt):  # Ctrl-C while Python exits would print a traceback
        close()


atexit.register(_close_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
