"""Type checkers refuse wrong words and misspelled keywords in recorded code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_mypy_refuses_wrong_calls_and_accepts_right_ones() -> None:
    """Strict mypy reports exactly the errors that the file of calls expects."""
    pytest.importorskip("mypy")
    calls = ROOT / "tests" / "typing" / "recording.py"
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", str(calls)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("Success: no issues found in 1 source file\n", 0)
