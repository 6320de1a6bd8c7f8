"""Broken documents: a small file for each fault, beside all the messages that it gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mlarch.cli import main
from mlarch.errors import DocumentError, Fault
from mlarch.project import loading

FOLDER = Path(__file__).parent / "files" / "invalid"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".yaml", ".json"))


@pytest.fixture(autouse=True)
def _inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


def expected(name: str) -> list[str]:
    return Path(name).with_suffix(".txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", FILES)
def test_every_message(name: str) -> None:
    """A document gives exactly the messages beside it, in one run, each at its line and column."""
    with pytest.raises(DocumentError) as caught:
        loading.load(name)
    assert list(caught.value.problems) == expected(name)


def test_every_file_has_its_messages() -> None:
    """Each expectation has its document, and none is empty."""
    assert {path.stem for path in FOLDER.glob("*.txt")} == {Path(name).stem for name in FILES}
    assert all(expected(name) for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_message_quotes_the_line_at_fault(name: str) -> None:
    """A message with a line number has that line of its file."""
    with pytest.raises(DocumentError) as caught:
        loading.load(name)
    for problem in caught.value.problems:
        file, line, column = problem.split(":")[:3]
        lines = Path(file).read_text("utf-8").splitlines()
        if int(line) > len(lines):
            continue  # the end of the file
        assert isinstance(problem, Fault)
        assert (problem.source, problem.column) == (lines[int(line) - 1], int(column))


def test_validate_prints_the_problems_of_all_files() -> None:
    """The command prints the problems of each file, and exits with 2."""
    result = CliRunner().invoke(main, ["validate", "unknown-key.yaml", "parts/base.yaml", "tab.yaml"])
    lines = [*expected("unknown-key.yaml"), *expected("tab.yaml")]
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [f"error: {line}" for line in lines]
