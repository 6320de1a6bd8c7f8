"""Call a function in a process of its own that may hang without harm, and end it when its time is up."""

from __future__ import annotations

import faulthandler
import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mlarch.errors import MlarchError, ScriptError
from mlarch.recording.location import shown

__all__ = ["call", "serve"]

Result = TypeVar("Result")

_START = "import sys; sys.path[:] = {}; from mlarch.recording.subprocess_call import serve; serve({!r})"
_GRACE = 3.0  # seconds for the process to say where it was interrupted
_LINE = re.compile(r'File "(?P<file>.*)", line (?P<line>\d+) in ')


def call(
    seconds: float, script: Path, function: Callable[..., Result], *arguments: Any, **options: Any
) -> Result:
    """Return what a function of a module returns for arguments that can be pickled.

    What it prints goes to stderr. Its own errors are raised here.

    Raises:
        ScriptError: where it takes longer than `seconds` or dies, with the line of `script` it was at.
        KeyboardInterrupt: with that line, where it is interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="mlarch-") as name:
        folder = Path(name)
        (folder / "task").write_bytes(pickle.dumps((seconds, function, arguments, options)))
        (folder / "stack").touch()  # for a process that ends before it can
        process = subprocess.Popen(
            [sys.executable, "-c", _START.format(sys.path, name)], stdout=_stderr(), start_new_session=False
        )
        code = _waited_for(process, seconds)
        return _outcome(folder, script, seconds, code)  # type: ignore[no-any-return]  # unpickled


def _stderr() -> int:
    """Return the file descriptor of what is stderr here, which need not be a file."""
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.fileno()
    return subprocess.DEVNULL


def _waited_for(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Return the exit code of a process that ends itself in time, or is made to."""
    try:
        return process.wait(seconds + _GRACE)
    except KeyboardInterrupt:
        with suppress(OSError):
            process.send_signal(signal.SIGINT)  # it has its own already where a terminal sent it
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(_GRACE)
        return -signal.SIGINT
    except subprocess.TimeoutExpired:
        return -1
    finally:
        process.kill()
        process.wait()


def _outcome(folder: Path, script: Path, seconds: float, code: int) -> Any:
    done = folder / "result"
    if done.is_file():
        good, value = pickle.loads(done.read_bytes())
        if not good:
            raise value
        return value
    where = f"{shown(str(script))}:{_line(folder / 'stack', str(script))}"
    if code == -signal.SIGINT:
        raise KeyboardInterrupt(f"{where}: interrupted")
    if (folder / "stack").stat().st_size or code == -1:
        raise ScriptError(f"{where}: the script did not end within {seconds:g} seconds")
    raise ScriptError(f"{where}: the process of the script ended with {code}")


def _line(stack: Path, script: str) -> int:
    """Return the innermost line of the script in what faulthandler wrote, the first line without one."""
    name = script.encode("ascii", "backslashreplace").decode()
    lines: Iterable[str] = stack.read_text("ascii", "replace").splitlines()
    found = (match for match in map(_LINE.search, lines) if match and match["file"] == name)
    return next((int(match["line"]) for match in found), 1)


def serve(name: str) -> None:
    """Do the task in a folder, and leave the result or the error there; out of time, the stack."""
    folder = Path(name)
    seconds, function, arguments, options = pickle.loads((folder / "task").read_bytes())
    with (folder / "stack").open("wb") as stack:
        faulthandler.dump_traceback_later(seconds, exit=True, file=stack)
        try:
            outcome = (True, function(*arguments, **options))
        except (MlarchError, KeyboardInterrupt) as error:
            outcome = (False, error)
        faulthandler.cancel_dump_traceback_later()
    # Renamed, so that what is there is whole; threads that the script left behind are not waited for.
    (folder / "partial").write_bytes(pickle.dumps(outcome))
    (folder / "partial").rename(folder / "result")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
