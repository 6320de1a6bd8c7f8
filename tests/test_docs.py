"""Follow the pages of docs/ that are tutorials, block by block, as a reader would."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlarch.cli import main

ROOT = Path(__file__).parent.parent
PAGES = ("customise.md", "ci.md", "steps.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:# |<!-- )(\S+)")


class Reader:
    """Somebody who does in a folder what a page says."""

    def __init__(self) -> None:
        self.printed = ""

    def follow(self, text: str) -> None:
        for language, body in BLOCK.findall(text):
            getattr(self, f"_{language}")(body)

    def _sh(self, body: str) -> None:
        self.printed = "".join(self._run(line) for line in body.splitlines())

    def _run(self, line: str) -> str:
        command, _, code = line.partition("  # exit ")
        program, *arguments = shlex.split(command)
        assert program == "mlarch"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == int(code or 0), result.output
        return result.output

    def _text(self, body: str) -> None:
        assert self.printed == body

    def _yaml(self, body: str) -> None:
        found = FILE.match(body)
        assert found, f"the first line names no file: {body}"
        path = Path(found[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")

    _svg = _yaml

    def _python(self, body: str) -> None:
        exec(compile(body, "page", "exec"), {})

    def _html(self, body: str) -> None:
        for path in re.findall(r'(?:src|srcset)="([^"]+)"', body):
            assert Path(path).is_file(), path

    def _toml(self, body: str) -> None:
        """Leave it: it is for a package."""


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_does_what_it_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are written, commands run, and print what the page prints."""
    monkeypatch.chdir(tmp_path)
    Reader().follow((ROOT / "docs" / page).read_text("utf-8"))


@pytest.mark.parametrize("kept", ["segmentation.yaml", "icons/hub.svg"])
def test_the_tutorial_makes_the_example(kept: str) -> None:
    """The files the tutorial ends with are those of the example whose picture it shows."""
    text = (ROOT / "docs" / "customise.md").read_text("utf-8")
    example = (ROOT / "architectures" / "examples" / "acme" / kept).read_text("utf-8")
    body = example.partition("\n\n")[2] if kept.endswith(".yaml") else example
    assert f"\n{body}```\n" in text
