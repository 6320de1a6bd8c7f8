"""Test the report on a picture: findings, figures, and the exit code of `render --report`."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.cli.log import show_log
from mlarch.drawing.checker import PictureFinding, figures
from mlarch.drawing.report import PictureReport, report
from mlarch.drawing.themes import THEMES
from mlarch.layout.assembly import assemble
from mlarch.layout.options import Options
from mlarch.model import Architecture
from mlarch.project import entry_loading

FAINT = {"light": replace(THEMES["light"], text="#fafafa", muted="#f0f0f0")}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["render", *arguments])


def test_a_report_of_a_good_picture() -> None:
    """A picture without faults has no findings, and the figures of its layout."""
    arch = entry_loading.get("flask-serving/2-nginx")
    result = report(arch, theme="auto", direction="LR")
    assert result == PictureReport(
        arch.name, (), figures(arch, assemble(arch, Options(theme="auto", direction="LR")))
    )
    assert next(result.lines()) == "flask-serving/2-nginx: no findings"


def test_findings_are_lines() -> None:
    """Each finding is a line between the name of the picture and the figures."""
    result = report(Architecture(name="x").with_node("a", label="A"))
    bad = replace(
        result,
        findings=(PictureFinding("label-cut", ("a",), "one"), PictureFinding("contrast", ("b",), "two")),
    )
    first, *between, last = bad.lines()
    assert (first, between) == ("x: 2 findings", ["  label-cut: one", "  contrast: two"])
    assert last.startswith("  ") and last.endswith("1 nodes, 0 edges of 0 px, 0 crossings")


def test_findings_are_not_repeated() -> None:
    """A fault in both the layout and the SVG is one finding."""
    arch = Architecture(name="x", title="T").with_node("a", label="A").with_node("b", label="B")
    arch = arch.connect("a", "b", "x" * 30).connect("b", "a", "y" * 30)
    result = report(arch)
    assert len({(finding.rule, finding.ids) for finding in result.findings}) == len(result.findings)


def test_the_command_prints_reports() -> None:
    """Reports are on stdout in the order of the pictures, and names of written files on stderr."""
    result = run("flask-serving/1-uwsgi", "kubernetes/2-with", "--report", "-o", "out/", "--scale", "1")
    names = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert names == ["flask-serving/1-uwsgi: no findings", "kubernetes/2-with: no findings"]
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "wrote out/flask-serving/1-uwsgi.svg",
        "wrote out/kubernetes/2-with.svg",
    ]


def test_findings_are_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture with a finding is written and reported, and the command exits with 1."""
    monkeypatch.setattr("mlarch.drawing.themes.THEMES", FAINT)
    monkeypatch.setattr("mlarch.drawing.stylesheet.THEMES", FAINT)
    result = run("flask-serving/1-uwsgi", "--report", "-o", "x.svg")
    assert result.exit_code == 1
    assert result.stdout.count("  contrast: ") >= 2
    assert Path("x.svg").exists()


def test_not_to_stdout() -> None:
    """A picture and a report cannot both go to stdout."""
    result = run("cache", "--report", "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: '-o -' and '--report' would both write to stdout.\n")


def test_the_log_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    """With -v each warning is printed once when a command ends, and the handler is removed."""
    log = logging.getLogger("mlarch")
    with click.Context(click.Command("x")) as context:
        show_log(context)
        for message in ("one", "two", "one"):
            log.warning(message)
        assert capsys.readouterr().err == ""
    log.warning("three")
    assert capsys.readouterr().err == "warning: one\nwarning: two\n"


def test_verbose_listens() -> None:
    """Only -v adds a handler to the log."""
    handlers = len(logging.getLogger("mlarch").handlers)
    assert CliRunner().invoke(main, ["-v", "list"]).exit_code == 0
    assert len(logging.getLogger("mlarch").handlers) == handlers
