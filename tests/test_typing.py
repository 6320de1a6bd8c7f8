"""Type checkers refuse wrong words and misspelled keywords."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "files" / "typing"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_mypy_refuses_the_marked_lines(path: Path) -> None:
    """mypy reports the marked error on each marked line, and nothing else."""
    api = pytest.importorskip("mypy.api")
    expected = [
        (number, code)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for code in re.findall(r"# ([a-z-]+)$", line)
    ]
    output, errors, _ = api.run(["--no-error-summary", "--strict", str(path)])
    error = rf"{re.escape(path.name)}:(\d+): error: .*\[([a-z-]+)\]$"
    reported = [(int(number), code) for number, code in re.findall(error, output, re.MULTILINE)]
    assert reported == expected, output + errors
