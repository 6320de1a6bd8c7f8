"""Environment variables, under commands that read them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import strategies as st

from fuzz.case import Case
from fuzz.doors.arguments import invoke
from fuzz.strange import PATHS, texts

__all__ = ["CASES", "enter"]

PROGRAMS = (sys.executable, "/bin/false", "/bin/echo", "nowhere", "icons", "base.yaml")
"""The worker, and what `MLARCH_DOT` names here."""

NAMES = (
    *(
        "MLARCH_DEADLINE",
        "MLARCH_DOT",
        "XDG_CACHE_HOME",
        "HOME",
        "NO_COLOR",
        "TERM",
        "COLUMNS",
        "LINES",
        "LANG",
    ),
    *(
        "LC_ALL",
        "TZ",
        "USER",
        "FONTCONFIG_FILE",
        "PATH",
        "FORCE_COLOR",
        "SOURCE_DATE_EPOCH",
        "PYTHONPATH",
        "TMPDIR",
    ),
    *("MLARCH_THEME", "MLARCH_RENDER_FORMAT", "_MLARCH_COMPLETE", "COMP_WORDS", "COMP_CWORD", "MLARCH_X"),
)
_plain = (texts | st.sampled_from(PATHS)).map(
    lambda text: (
        text.replace("\x00", "").encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")[:30_000]
    )
)
_values = st.sampled_from(("", "0", "1", "-1", "nan", "inf", "1e400", "5", "x", ".", "cache", "a,b")) | _plain
_programs = st.sampled_from(("/bin/false", "/bin/echo", "", "nowhere", "icons", "base.yaml"))
_folders = st.sampled_from(
    ("cache", "base.yaml", "icons", "loop.yaml", "x" * 300, "a/" * 900, "\n", "\udcff", "~")
)
_FOLDERS = (
    "XDG_CACHE_HOME",
    "HOME",
    "TMPDIR",
)  # no folder outside of the project, since that is allowed
_named = st.tuples(st.sampled_from([name for name in NAMES if name not in _FOLDERS]), _values)
_variables = st.lists(_named | st.tuples(st.sampled_from(_FOLDERS), _folders), min_size=1, max_size=4).map(
    dict
)
_dot = _programs.map(lambda program: {"MLARCH_DOT": program})
LINES = (
    ["render", "it.yaml", "-o", "-"],
    ["build", "--no-python"],
    ["build", "--check"],
    ["show", "flask-serving/2-nginx"],
    ["list"],
    ["validate", "it.yaml"],
    ["doctor"],
    ["import", "compose", "compose.yaml"],
)
CASES = st.builds(
    lambda variables, dot, line: Case(
        {"it.yaml": b"nodes: {a: {}, b: {}}\nedges: {a -> b: x}\n", "architectures/script.py": b"",
         "compose.yaml": b"services: {a: {image: 'x:${HOME}${MLARCH_X}'}}\n"},
        ({**{name: value for name, value in variables.items() if name != "MLARCH_DOT"}, **dot}, line),
    ),
    _variables, _dot | st.just({}), st.sampled_from(LINES),
)  # fmt: skip


def enter(case: Case) -> bool:
    """Run a command with environment variables."""
    variables, line = case.arguments
    with _set(variables):
        return invoke(line)


@contextmanager
def _set(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
