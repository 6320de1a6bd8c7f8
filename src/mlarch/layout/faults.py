"""Explain why a layout failed, in the same words for every way to run the engine."""

from __future__ import annotations

import re
import signal

__all__ = ["HELP", "because", "died", "out_of_time"]

HELP = (
    "mlarch lays out with the Graphviz inside pygraphviz's wheels (pip install 'pygraphviz>=2.0.4'); "
    "where there is no wheel, install Graphviz and put `dot` on PATH or its path into MLARCH_DOT"
)

# What is said on the way and kills nobody.
_MINOR = re.compile(r"Warning|Fontconfig")


def because(problem: str, said: str) -> str:
    r"""Return a problem with the first error that the engine reported, else the first thing it said.

    >>> because("the layout engine failed", "Warning: a\nError: b\nError: c")
    'the layout engine failed: Error: b'
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("Error")]
    return f"{problem}: {(errors or lines or ['no reason given'])[0]}"


def died(code: int, said: str) -> str:
    """Return how a process of the engine ended, with the last thing it said.

    >>> died(-6, "Assertion failed")
    'the layout engine died (SIGABRT): Assertion failed'
    >>> died(3, "")
    'the layout engine died (exit code 3)'
    """
    lines = [line.strip() for line in said.splitlines() if line.strip() and not _MINOR.match(line)]
    return f"the layout engine died ({_way(code)})" + "".join(f": {line}" for line in lines[-1:])


def out_of_time(seconds: float) -> str:
    """Return that the deadline has passed.

    >>> out_of_time(60.0)
    'the layout took longer than 60 s: draw less at once, or set MLARCH_DEADLINE to more seconds'
    """
    return (
        f"the layout took longer than {seconds:g} s: "
        "draw less at once, or set MLARCH_DEADLINE to more seconds"
    )


def _way(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
