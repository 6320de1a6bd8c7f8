"""Run a `diagrams` script as it is and return what it draws; nothing is written."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import inspect
import os
import re
import sys
import threading
import tokenize
import traceback
from collections.abc import Callable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from mlarch.errors import MlarchError, ScriptError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.recording.builders import Heading
from mlarch.recording.diagram import finish
from mlarch.recording.ignored_attributes import say_unused
from mlarch.recording.location import shown
from mlarch.recording.patching import patched
from mlarch.recording.session import Recorded, Session, start
from mlarch.recording.subprocess_call import call

__all__ = ["load_builder", "run_script"]

_LOCATED = re.compile(r"[^\s:][^:]*:\d+: ")

_process = threading.RLock()
"""A script owns sys.argv, sys.path and __main__ while it runs: one at a time."""


def run_script(
    path: str | PathLike[str], argv: Sequence[str] = (), *, timeout: float = 0.0
) -> tuple[Recorded, ...]:
    """Return the diagrams of a script in the order it opens them, then those of its builders.

    The script runs as `python path argv...` would run it, but for its diagrams: they write no file,
    open no viewer and start no process. What it prints goes to stderr. Attributes for Graphviz that
    have no effect are logged, each once. With a `timeout` in seconds it runs in a process of its own.

    Raises:
        ScriptError: where it fails, exits with an error, has no diagram, lacks an icon or runs out of
            time: file, line and reason.
        KeyboardInterrupt: with file and line, where it is interrupted.
    """
    if timeout:
        recorded = call(timeout, Path(path), _recorded, Path(path), tuple(argv))
    else:
        recorded = _recorded(Path(path), argv)
    say_unused(one.unused for one in recorded)
    return recorded


def _recorded(path: Path, argv: Sequence[str]) -> tuple[Recorded, ...]:
    file, session = Path(path), Session(folder=Path(path).absolute().parent)
    module = _run(file, "__main__", argv, session)
    with _script_errors(file):
        recorded = (*_drawn(session), *_built(module))
    if not recorded:
        raise ScriptError(f"{shown(str(file))}:1: the script draws no diagram")
    return _named(recorded)


def load_builder(path: str | PathLike[str], function: str) -> Callable[..., Architecture]:
    """Return a builder of a Python file, by the name of its function or of its architecture.

    The file is imported, not run as a script; diagrams it draws on the way are not written.

    Raises:
        ScriptError: where the file fails.
        UnknownNameError: where it has no such builder.
    """
    file = Path(path)
    module = _run(file, file.stem, (), Session(folder=file.absolute().parent))
    by_name = {name: one for one in _builders(module) for name in (one.__name__, one.entry.name)}
    if function not in by_name:
        suggestion = did_you_mean(function, by_name)
        raise UnknownNameError(f"{shown(str(file))}: no builder '{function}'.{suggestion}")
    return by_name[function]  # type: ignore[no-any-return]  # from a namespace


def _run(file: Path, name: str, argv: Sequence[str], session: Session) -> ModuleType:
    code = _compiled(file)
    module = ModuleType(name)
    vars(module).update(__file__=str(file), __builtins__=__builtins__, __cached__=None)
    with _process, _as_program(file, module, argv), patched():
        contextvars.copy_context().run(_execute, code, module, file, session)
    return module


def _compiled(file: Path) -> CodeType:
    where = shown(str(file))
    try:
        with tokenize.open(file) as stream:
            return compile(stream.read(), str(file), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ScriptError(f"{where}:{error.lineno or 1}: {type(error).__name__}: {error.msg}") from error
    except OSError as error:
        raise ScriptError(f"{where}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise ScriptError(f"{where}:1: {error}") from error


def _execute(code: CodeType, module: ModuleType, file: Path, session: Session) -> None:
    start(session)
    with _script_errors(file):
        exec(code, vars(module))


@contextlib.contextmanager
def _script_errors(file: Path) -> Iterator[None]:
    """Turn whatever a script raises into a ScriptError that names its line; `exit(0)` is no error."""
    try:
        yield
    except SystemExit as error:
        if error.code not in (None, 0):
            raise ScriptError(f"{_place(error, file)}: the script exits with {error.code!r}") from error
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(f"{_place(error, file)}: interrupted") from error
    except MlarchError as error:
        raise ScriptError([_with_place(problem, error, file) for problem in error.problems]) from error
    except Exception as error:  # whatever the script raises, its author is told
        raise ScriptError(f"{_place(error, file)}: {_reason(error)}") from error


def _place(error: BaseException, file: Path) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == str(file)]
    return f"{shown(str(file))}:{lines[-1] if lines else 1}"


def _with_place(problem: str, error: BaseException, file: Path) -> str:
    return problem if _LOCATED.match(problem) else f"{_place(error, file)}: {problem}"


def _reason(error: BaseException) -> str:
    return " ".join("".join(traceback.format_exception_only(type(error), error)).split())


@contextlib.contextmanager
def _as_program(file: Path, module: ModuleType, argv: Sequence[str]) -> Iterator[None]:
    """Make the process look as if it ran the script, and put it back."""
    folder = file.resolve().parent
    saved_argv, saved_path, saved_cwd, before = sys.argv, sys.path, Path.cwd(), dict(sys.modules)
    sys.argv, sys.path = [str(file), *argv], [str(folder), *saved_path]
    sys.modules[module.__name__] = module
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.argv, sys.path = saved_argv, saved_path
        os.chdir(saved_cwd)
        _forget_modules(folder, before)
        sys.modules.pop(module.__name__, None)
        sys.modules.update({name: one for name, one in before.items() if name == module.__name__})


def _forget_modules(folder: Path, before: dict[str, ModuleType]) -> None:
    """Forget what the script imported from its own folder: the next may have others of the same name."""
    new = [name for name in sys.modules if name not in before]
    own = {name for name in new if "." not in name and _folder(sys.modules[name]) == folder}
    for name in new:
        if name.partition(".")[0] in own:
            del sys.modules[name]


def _folder(module: ModuleType) -> Path | None:
    """Return the folder on sys.path that a module or package was found in."""
    file = getattr(module, "__file__", None)
    paths: list[str] = list(getattr(module, "__path__", ()))
    found = paths[0] if paths else file
    return Path(found).absolute().parent if found else None


def _drawn(session: Session) -> tuple[Recorded, ...]:
    for diagram in session.diagrams:
        if hasattr(diagram, "_mlarch_rendered") and not hasattr(diagram, "_mlarch_recorded"):
            finish(diagram)
    drawn = (getattr(diagram, "_mlarch_recorded", None) for diagram in session.diagrams)
    return tuple(one for one in drawn if one is not None)


def _built(module: ModuleType) -> tuple[Recorded, ...]:
    """Return what the builders of a script draw; one that cannot do without a parameter is left out."""
    return tuple(Recorded(build(), build.entry.name) for build in _builders(module) if not _needs(build))


def _needs(build: Any) -> bool:
    parameters = inspect.signature(build).parameters.values()
    return any(parameter.default is parameter.empty for parameter in parameters)


def _builders(module: ModuleType) -> list[Any]:
    own = [value for value in vars(module).values() if isinstance(getattr(value, "entry", None), Heading)]
    return [value for value in dict.fromkeys(own) if value.__module__ == module.__name__]


def _named(recorded: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Return them with names that differ: the second `web` becomes `web-2`."""
    taken: set[str] = set()
    named = []
    for one in recorded:
        name, number = one.architecture.name, 1
        while name in taken:
            number += 1
            name = f"{one.architecture.name}-{number}"
        taken.add(name)
        named.append(dataclasses.replace(one, architecture=one.architecture.replace(name=name)))
    return tuple(named)
