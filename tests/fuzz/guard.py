"""Watch the files, processes, time and memory of one case."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mlarch

__all__ = ["Breach", "Watch", "peak", "watched"]

SECONDS = 5.0
"""Of this process, for one case."""

PATIENCE = 60.0
"""By the clock, on a machine that has more to do."""

MEGABYTES = 500

_CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The interpreter, its libraries and the system files that they need, without any user files.
_READABLE = tuple(
    {
        *(
            os.path.realpath(folder)
            for folder in (sys.prefix, sys.base_prefix, "/etc/fonts", "/usr", "/proc")
        ),
        str(Path(mlarch.__file__).resolve().parent),
        str(Path(__file__).resolve().parent),
        *(os.path.realpath(folder) for folder in sys.path if folder.endswith("packages")),
        "/dev/null",
        "/etc/localtime",
    }
)
# The folders of installed packages.
_LISTABLE = tuple(os.path.realpath(folder) for folder in sys.path)
# The indices of the paths among the arguments of each event.
_CHANGES = {
    "os.chmod": (0,), "os.chown": (0,), "os.link": (0, 1), "os.mkdir": (0,), "os.remove": (0,),
    "os.rename": (0, 1), "os.rmdir": (0,), "os.symlink": (1,), "os.truncate": (0,), "os.utime": (0,),
    "shutil.copyfile": (1,), "shutil.move": (0, 1), "shutil.rmtree": (0,), "sqlite3.connect": (0,),
}  # fmt: skip
_LISTS = ("os.listdir", "os.scandir", "glob.glob", "os.walk")
_NETWORK = ("socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")
_PROCESSES = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "subprocess.Popen",
)


class Breach(BaseException):
    """Something that no input may cause; `except Exception` does not catch it."""


class Watch:
    """The paths and programs that a case may use, and the breaches it has committed."""

    def __init__(self, folders: Iterable[Path], programs: Collection[str], reads: Collection[str]) -> None:
        self.folders, self.programs = tuple(map(os.path.realpath, folders)), programs
        self.reads = (*self.folders, *_READABLE, *reads)
        self.breaches: list[str] = []
        self.megabytes = peak()
        self.milliseconds = 0.0

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Record and stop a forbidden event."""
        if event == "open":
            self._file(*arguments)
        elif event in _CHANGES:
            for at in _CHANGES[event]:
                self._path(event, arguments[at], self.folders)
        elif event in _LISTS:
            self._path(event, "." if arguments[0] is None else arguments[0], self.reads, _LISTABLE)
        elif event in _NETWORK:
            self._refuse(f"{event} {arguments[1:]!r}")
        elif event in _PROCESSES and str(arguments[0]) not in self.programs:
            self._refuse(f"{event} {arguments[:2]!r}")

    def _file(self, path: Any, mode: str | None, flags: int) -> None:
        changing = flags & _CHANGING or any(sign in (mode or "") for sign in "wax+")
        self._path("write" if changing else "read", path, self.folders if changing else self.reads)

    def _path(self, what: str, path: Any, allowed: Collection[str], exact: Collection[str] = ()) -> None:
        if isinstance(path, int):  # the descriptor of an open file
            return
        real = os.path.realpath(os.fsdecode(path))
        if real in ("/dev/null", *exact) or any(
            real == folder or real.startswith(f"{folder.rstrip('/')}/") for folder in allowed
        ):
            return
        self._refuse(f"{what} {real}")

    def _refuse(self, message: str) -> None:
        self.breaches.append(message)
        raise Breach(message)


_watch: Watch | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    global _watch
    if _watch is not None and event.partition(".")[0] in _TOPICS:
        watch, _watch = _watch, None  # the watch does not watch itself
        try:
            watch.see(event, arguments)
        finally:
            _watch = watch


_TOPICS = {name.partition(".")[0] for name in ("open", *_CHANGES, *_LISTS, *_NETWORK, *_PROCESSES)}
sys.addaudithook(_hook)


@contextmanager
def watched(
    folders: Iterable[Path], programs: Collection[str] = (), reads: Collection[str] = ()
) -> Iterator[Watch]:
    """Raise if the code inside leaves the folders, starts another program, or takes too long or much memory.

    `reads` are further folders that may be read.

    Raises:
        Breach: if the code does any of this.
    """
    global _watch
    watch = Watch(folders, programs, reads)
    before = {number: signal.signal(number, _late) for number in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the file is beside the interpreter
    began, _watch = time.process_time(), watch
    try:
        yield watch
    finally:
        _watch = None
        sys.dont_write_bytecode = compiled
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
        watch.milliseconds = (time.process_time() - began) * 1000
    if watch.breaches:
        raise Breach(watch.breaches[0])
    grown = peak() - watch.megabytes
    if grown > MEGABYTES:
        raise Breach(f"took {grown:.0f} MB")


def _late(number: int, frame: Any) -> None:
    at = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "?"
    message = f"took more than {SECONDS:g} s, at {at}"
    if _watch is not None:
        _watch.breaches.append(message)
    raise Breach(message)


def peak() -> float:
    """Return the most memory that this process and each of its children have used, in MB."""
    own, others = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(own, others) / (1024 * 1024 if sys.platform == "darwin" else 1024)
