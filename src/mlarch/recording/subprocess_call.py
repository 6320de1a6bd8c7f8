"""Call a function in a separate process, and end the process when its time is up."""

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
from mlarch.recording.location import relative_path

__all__ = ["call_in_process", "run_task"]

Result = TypeVar("Result")

_START = "import sys; sys.path[:] = {}; from mlarch.recording.subprocess_call import run_task; run_task({!r})"
_GRACE = 3.0  # seconds in which an interrupted process reports its line
_LINE = re.compile(r'File "(?P<file>.*)", line (?P<line>\d+) in ')


def call_in_process(
    seconds: float, script: Path, function: Callable[..., Result], *arguments: Any, **options: Any
) -> Result:
    """Call a module-level function in a separate process and return its result.

    Arguments and result are pickled. Output of the process goes to stderr, and its errors are
    raised here.

    Raises:
        ScriptError: with the last line of `script`, if it takes longer than `seconds` or dies.
        KeyboardInterrupt: with that line, if it is interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="mlarch-") as name:
        folder = Path(name)
        (folder / "task").write_bytes(pickle.dumps((seconds, function, arguments, options)))
        (folder / "stack").touch()  # the process may end before it does
        process = subprocess.Popen(
            [sys.executable, "-c", _START.format(sys.path, name)], stdout=_stderr(), start_new_session=False
        )
        code = _exit_code(process, seconds)
        return _outcome(folder, script, seconds, code)  # type: ignore[no-any-return]  # unpickled


def _stderr() -> int:
    """Return the file descriptor of sys.stderr, or DEVNULL if it is no file."""
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.fileno()
    return subprocess.DEVNULL


def _exit_code(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Wait for a process, kill it if it is late, and return its exit code."""
    try:
        return process.wait(seconds + _GRACE)
    except KeyboardInterrupt:
        with suppress(OSError):
            process.send_signal(signal.SIGINT)  # a terminal has sent it already
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(_GRACE)
        return -signal.SIGINT
    except subprocess.TimeoutExpired:
        return -1
    finally:
        process.kill()
        process.wait()


def _outcome(folder: Path, script: Path, seconds: float, code: int) -> Any:
    result = folder / "result"
    if result.is_file():
        succeeded, value = pickle.loads(result.read_bytes())
        if not succeeded:
            raise value
        return value
    place = f"{relative_path(str(script))}:{_line(folder / 'stack', str(script))}"
    if code == -signal.SIGINT:
        raise KeyboardInterrupt(f"{place}: interrupted")
    if (folder / "stack").stat().st_size or code == -1:
        raise ScriptError(f"{place}: the script did not end within {seconds:g} seconds")
    raise ScriptError(f"{place}: the process of the script ended with {code}")


def _line(stack: Path, script: str) -> int:
    """Return the innermost line of the script in a faulthandler stack, or 1."""
    name = script.encode("ascii", "backslashreplace").decode()
    lines: Iterable[str] = stack.read_text("ascii", "replace").splitlines()
    matches = (match for match in map(_LINE.search, lines) if match and match["file"] == name)
    return next((int(match["line"]) for match in matches), 1)


def run_task(name: str) -> None:
    """Run the task in a folder and write its result or its stack there."""
    folder = Path(name)
    seconds, function, arguments, options = pickle.loads((folder / "task").read_bytes())
    with (folder / "stack").open("wb") as stack:
        faulthandler.dump_traceback_later(seconds, exit=True, file=stack)
        try:
            outcome = (True, function(*arguments, **options))
        except (MlarchError, KeyboardInterrupt) as error:
            outcome = (False, error)
        faulthandler.cancel_dump_traceback_later()
    # A renamed file is complete. Threads that the script started are not waited for.
    (folder / "partial").write_bytes(pickle.dumps(outcome))
    (folder / "partial").rename(folder / "result")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
