"""Run an unchanged `diagrams` script and return its diagrams without writing them."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
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
from mlarch.model.parameters import REQUIRED
from mlarch.recording.builders import Heading
from mlarch.recording.ignored_attributes import log_ignored
from mlarch.recording.lifecycle import finish
from mlarch.recording.location import relative_path
from mlarch.recording.parameters import parameters_of
from mlarch.recording.patching import patched
from mlarch.recording.session import Recorded, Session, start
from mlarch.recording.subprocess_call import call_in_process

__all__ = ["load_builder", "run_script"]

_LOCATED = re.compile(r"[^\s:][^:]*:\d+: ")

_process = threading.RLock()
"""Scripts run one at a time, since each replaces sys.argv, sys.path and __main__."""


def run_script(
    path: str | PathLike[str], argv: Sequence[str] = (), *, timeout: float = 0.0
) -> tuple[Recorded, ...]:
    """Return the diagrams of a script, then those of its builders.

    The script runs as with `python path argv...`, except that its diagrams write no file, open no
    viewer and start no process. Its output goes to stderr. Graphviz attributes without effect are
    logged once each. With a `timeout` in seconds the script runs in a separate process.

    Raises:
        ScriptError: with file, line and reason, if the script fails, exits with an error, draws no
            diagram, lacks an icon or exceeds the timeout.
        KeyboardInterrupt: with file and line, if it is interrupted.
    """
    if timeout:
        recorded = call_in_process(timeout, Path(path), _run_and_record, Path(path), tuple(argv))
    else:
        recorded = _run_and_record(Path(path), argv)
    log_ignored(diagram.ignored for diagram in recorded)
    return recorded


def _run_and_record(path: Path, argv: Sequence[str]) -> tuple[Recorded, ...]:
    file, session = Path(path), Session(folder=Path(path).absolute().parent)
    module = _run(file, "__main__", argv, session)
    with _script_errors(file):
        recorded = (*_finished(session), *_built(module))
    if not recorded:
        raise ScriptError(f"{relative_path(str(file))}:1: the script draws no diagram")
    return _with_unique_names(recorded)


def load_builder(path: str | PathLike[str], function: str) -> Callable[..., Architecture]:
    """Return a builder of a Python file, by the name of function or architecture.

    The file is imported, not run as a script. Diagrams that it draws are not written.

    Raises:
        ScriptError: if the file fails.
        UnknownNameError: if it has no such builder.
    """
    file = Path(path)
    module = _run(file, file.stem, (), Session(folder=file.absolute().parent))
    by_name = {name: build for build in _builders(module) for name in (build.__name__, build.entry.name)}
    if function not in by_name:
        suggestion = did_you_mean(function, by_name)
        raise UnknownNameError(f"{relative_path(str(file))}: no builder '{function}'.{suggestion}")
    return by_name[function]  # type: ignore[no-any-return]  # from a namespace


def _run(file: Path, name: str, argv: Sequence[str], session: Session) -> ModuleType:
    code = _compiled(file)
    module = ModuleType(name)
    vars(module).update(__file__=str(file), __builtins__=__builtins__, __cached__=None)
    with _process, _as_program(file, module, argv), patched():
        contextvars.copy_context().run(_execute, code, module, file, session)
    return module


def _compiled(file: Path) -> CodeType:
    shown = relative_path(str(file))
    try:
        with tokenize.open(file) as stream:
            return compile(stream.read(), str(file), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ScriptError(f"{shown}:{error.lineno or 1}: {type(error).__name__}: {error.msg}") from error
    except OSError as error:
        raise ScriptError(f"{shown}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise ScriptError(f"{shown}:1: {error}") from error


def _execute(code: CodeType, module: ModuleType, file: Path, session: Session) -> None:
    start(session)
    with _script_errors(file):
        exec(code, vars(module))


@contextlib.contextmanager
def _script_errors(file: Path) -> Iterator[None]:
    """Convert exceptions to ScriptErrors with the line; `exit(0)` is no error."""
    try:
        yield
    except SystemExit as error:
        if error.code not in (None, 0):
            raise ScriptError(f"{_place(error, file)}: the script exits with {error.code!r}") from error
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(f"{_place(error, file)}: interrupted") from error
    except MlarchError as error:
        raise ScriptError([_with_place(problem, error, file) for problem in error.problems]) from error
    except Exception as error:  # a script can raise anything
        raise ScriptError(f"{_place(error, file)}: {_reason(error)}") from error


def _place(error: BaseException, file: Path) -> str:
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == str(file)]
    return f"{relative_path(str(file))}:{lines[-1] if lines else 1}"


def _with_place(problem: str, error: BaseException, file: Path) -> str:
    return problem if _LOCATED.match(problem) else f"{_place(error, file)}: {problem}"


def _reason(error: BaseException) -> str:
    return " ".join("".join(traceback.format_exception_only(type(error), error)).split())


@contextlib.contextmanager
def _as_program(file: Path, module: ModuleType, argv: Sequence[str]) -> Iterator[None]:
    """Set sys.argv, sys.path and __main__ as for a script, and restore them."""
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
        if module.__name__ in before:
            sys.modules[module.__name__] = before[module.__name__]


def _forget_modules(folder: Path, before: dict[str, ModuleType]) -> None:
    """Forget the modules of a script's folder; another script may reuse their names."""
    new = [name for name in sys.modules if name not in before]
    own = {name for name in new if "." not in name and _folder(sys.modules[name]) == folder}
    for name in new:
        if name.partition(".")[0] in own:
            del sys.modules[name]


def _folder(module: ModuleType) -> Path | None:
    """Return the folder on sys.path that holds a module or package."""
    file = getattr(module, "__file__", None)
    paths: list[str] = list(getattr(module, "__path__", ()))
    location = paths[0] if paths else file
    return Path(location).absolute().parent if location else None


def _finished(session: Session) -> tuple[Recorded, ...]:
    for diagram in session.diagrams:
        if hasattr(diagram, "_mlarch_rendered") and not hasattr(diagram, "_mlarch_recorded"):
            finish(diagram)
    return tuple(
        diagram._mlarch_recorded for diagram in session.diagrams if hasattr(diagram, "_mlarch_recorded")
    )


def _built(module: ModuleType) -> tuple[Recorded, ...]:
    """Call the builders of a script that have no required parameter."""
    builders = [build for build in _builders(module) if not _has_required_parameter(build)]
    return tuple(Recorded(build(), build.entry.name) for build in builders)


def _has_required_parameter(build: Any) -> bool:
    return any(parameter.default is REQUIRED for parameter in parameters_of(build))


def _builders(module: ModuleType) -> list[Any]:
    builders = [
        value for value in vars(module).values() if isinstance(getattr(value, "entry", None), Heading)
    ]
    return [build for build in dict.fromkeys(builders) if build.__module__ == module.__name__]


def _with_unique_names(recorded: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Number repeated names: the second `web` becomes `web-2`."""
    taken: set[str] = set()
    renamed = []
    for diagram in recorded:
        name, number = diagram.architecture.name, 1
        while name in taken:
            number += 1
            name = f"{diagram.architecture.name}-{number}"
        taken.add(name)
        renamed.append(dataclasses.replace(diagram, architecture=diagram.architecture.replace(name=name)))
    return tuple(renamed)
