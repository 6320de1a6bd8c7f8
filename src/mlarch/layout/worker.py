"""Lay out for the parent process: graphs on stdin, positions on stdout, until stdin ends.

A request is its deadline in seconds and DOT, an answer a letter and what it says the rest is: `L`
a layout, `E` an error. Messages of the engine go to stderr.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from contextlib import suppress

from mlarch.errors import LayoutError
from mlarch.layout import bindings
from mlarch.layout.messages import receive, send

__all__ = ["main"]

# The parent ends a worker that is late; one whose parent is gone ends itself this much later.
_GRACE = 2.0


def main() -> None:
    """Answer requests."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent decides when it is interrupted.
    _leave_no_core()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # Output of libraries is not an answer.
    with suppress(BrokenPipeError):
        while (request := receive(sys.stdin.buffer)) is not None:
            (seconds,) = struct.unpack(">d", request[:8])
            _end_after(seconds + _GRACE)
            answer = _answer(request[8:].decode())
            _end_after(0)
            send(answers, answer)


def _answer(dot: str) -> bytes:
    try:
        return b"L" + bindings.run(dot)
    except LayoutError as error:
        return b"E" + str(error).encode()


def _end_after(seconds: float) -> None:
    """Let the system end this process after so many seconds, even within a call of the library."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _leave_no_core() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
