"""Command-line arguments: every command except `serve`, every option, texts of every kind."""

from __future__ import annotations

import sys

import click
from click.testing import CliRunner
from hypothesis import strategies as st

from fuzz.case import Case
from fuzz.doors.compose import OTHER, SMALL
from fuzz.strange import PATHS, TAGS, WORDS, broken, texts
from mlarch.cli import COMMANDS, main

__all__ = ["CASES", "READS", "enter", "invoke"]

READS = ("/",)
"""Who names a file on the command line may read it."""

PROGRAMS = (sys.executable, "git")
"""The worker that lays out what a build draws, and what `diff --rev` asks."""

_GOOD = (
    *("flask-serving/2-nginx", "cache", "base.yaml", "web", "it.yaml", "-", "zoo:unet", "compose.yaml"),
    *("gcp-scaling",),
    *("sql-vs-nosql", "loop.yaml", "mlarch.yaml", "icons/a.svg", "icons"),
)  # fmt: skip
# No argument names a file outside of the project, since that is allowed, or a pipe, since that blocks.
_SAFE = tuple(
    path for path in (*PATHS, *WORDS) if not path.startswith(("..", "/", "~", "links", "pipe", "script"))
)
_outputs = st.sampled_from(
    ("x.svg", "x.png", "out/", "o", "-", "x.html", "x.yaml", "x.json", "x", "x.gif", ".svg", "base.yaml")
)
_formats = st.sampled_from(
    ("svg", "png", "svg,html", "yaml", "drawio", "pdf", "x", ",", "python,json,text,dot,d2,mermaid")
)
_numbers = st.sampled_from(
    ("1", "0", "2", "0.1", "-1", "nan", "inf", "1e400", "99999999999999999999", "x", "", "1/2", "3/0")
)


def _safe(text: str) -> str:
    """Return a text as a system passes it on: without NUL, surrogates as bytes."""
    text = text.replace("\x00", "").encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
    elsewhere = text.lstrip().startswith(("..", "/", "~"))
    return "x" if elsewhere or ".py" in text or "pipe" in text else text


_words = st.sampled_from(_GOOD) | st.sampled_from(_SAFE) | texts
_words = _words.map(_safe)


def _argument(parameter: click.Parameter) -> st.SearchStrategy[list[str]]:
    names = {*parameter.opts, *(name.strip("-") for name in parameter.opts)}
    if isinstance(parameter.type, click.Choice):
        value = st.sampled_from(tuple(map(str, parameter.type.choices))) | _words
    elif {"-o", "report", "output"} & names:
        value = _outputs
    elif "-f" in names:
        value = _formats
    elif parameter.type.name in ("integer", "float", "integer range", "float range") or "shard" in names:
        value = _numbers
    elif "settings" in names or "--set" in names:
        value = (
            st.builds(
                "{}={}".format,
                st.sampled_from(("instances_per_region", "x", "")),
                st.sampled_from(("3", *TAGS)).map(_safe),
            )
            | _words
        )
    else:
        value = _words
    if isinstance(parameter, click.Argument):
        return (
            st.lists(value, min_size=1, max_size=2)
            if parameter.nargs == -1
            else value.map(lambda text: [text])
        )
    if getattr(parameter, "is_flag", False):
        return st.just([parameter.opts[-1]])
    return value.map(lambda text: [parameter.opts[-1], text])


@st.composite
def _line(draw: st.DrawFn) -> list[str]:
    # A gallery draws the whole zoo, in many seconds.
    name = draw(st.sampled_from([name for name in COMMANDS if name not in ("serve", "gallery")]))
    command = main.get_command(click.Context(main), name)
    assert command is not None
    line = [name]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    for parameter in (p for p in command.params if isinstance(p, click.Argument)):
        line += draw(_argument(parameter)) if draw(st.integers(0, 15)) else []
    for _ in range(draw(st.integers(0, 3))):
        line += draw(_argument(draw(st.sampled_from(options)))) if options else []
    if not draw(st.integers(0, 9)):
        line.insert(draw(st.integers(0, len(line))), draw(_words))
    if not draw(st.integers(0, 20)):
        line.insert(0, draw(st.sampled_from(("-v", "-h", "--version", "--", "-x"))))
    return line


_DOCUMENTS = (
    "title: It\nnodes: {a: {}, b: {label: B}}\nedges: {a -> b: x}\n",
    "extends: base.yaml\nnodes: {n0: null}\n",
)
CASES = st.builds(
    lambda line, document, stdin: Case(
        {
            "it.yaml": document,
            "compose.yaml": SMALL.encode(),
            "other.yaml": OTHER.encode(),
            "architectures/script.py": b"",
        },
        (line, stdin),
    ),
    _line(),
    broken(_DOCUMENTS),
    st.sampled_from((b"", b"nodes: {a: {}}\n", b"\xff", SMALL.encode(), b"1\n2\n1\n", b"y\n" * 9))
    | st.binary(max_size=20),
)


def enter(case: Case) -> bool:
    """Run a command line."""
    line, stdin = case.arguments
    return invoke(line, stdin)


def invoke(line: list[str], stdin: bytes = b"") -> bool:
    """Run a command line, and return True if it was understood; check its exit code and output."""
    result = CliRunner().invoke(main, line, input=stdin)
    error = result.exception
    if error is not None and not isinstance(error, SystemExit):
        raise error
    assert result.exit_code in (0, 1, 2), f"exit code {result.exit_code}"
    assert "Traceback (most recent call last)" not in result.stderr or "-v" in line
    assert result.exit_code != 2 or result.stderr.strip(), "a refusal without a word"
    return result.exit_code != 2
