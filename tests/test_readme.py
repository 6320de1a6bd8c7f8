"""Run the examples of the README."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlarch.cli import COMMANDS, main
from mlarch.project import registry

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
SCRIPT = "from diagrams import Diagram, Node\nwith Diagram('Mine', show=False):\n    Node('a') >> Node('b')\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line.removeprefix("mlarch ") for line in lines if line.startswith("mlarch ")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the script that the README mentions."""
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(SCRIPT)


def test_there_are_examples() -> None:
    """The README has commands and Python."""
    assert len(commands()) > 5
    assert len(blocks("python")) == 1


@pytest.mark.parametrize("command", commands())
def test_command(command: str) -> None:
    """Each command succeeds, except that `--check` finds stale pictures and `diff` differences."""
    result = CliRunner().invoke(main, shlex.split(command))
    has_findings = "--check" in command or command.startswith("diff ")
    assert result.exit_code == has_findings, result.stderr


@pytest.mark.parametrize("code", blocks("python"))
def test_python(code: str) -> None:
    """The Python of the README runs and writes its pictures."""
    exec(compile(code, "README.md", "exec"), {})
    assert {path.name for path in Path().iterdir()} == {"script.py", "scaling.svg", "scaling.png"}


def test_every_entry_is_credited() -> None:
    """The table of sources has every address, and every entry or the first step of its family."""
    table = README.partition("## Sources")[2]
    for entry in registry.zoo():
        assert entry.source in table
        assert f"`{entry.name}`" in table or f"`{entry.family}/1-" in table


def test_every_command_is_described() -> None:
    """The table of commands has every command."""
    for name in COMMANDS:
        assert f"| `mlarch {name}" in README
