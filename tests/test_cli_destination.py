"""Formats and output paths for every form of `-o` and `-f`."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from mlarch.cli.destination import STDOUT, destination
from mlarch.errors import OutputError, UnknownNameError
from mlarch.model import Architecture

FORMATS = "svg, png, d2, dot, drawio, html, json, mermaid, pdf, python, text, yaml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that contains a folder `there`."""
    monkeypatch.chdir(tmp_path)
    Path("there").mkdir()


def paths(output: str, formats: str, *names: str) -> list[str]:
    architectures = [Architecture(name=name) for name in names]
    to = destination(output, formats, len(architectures))
    return [picture.path.as_posix() for picture in to.pictures(architectures)]


@pytest.mark.parametrize(
    ("output", "formats", "names", "expected"),
    [
        ("", "", ["a"], ["a.svg"]),
        ("", "", ["f/1-a", "b"], ["f/1-a.svg", "b.svg"]),
        ("", "svg,png", ["a"], ["a.svg", "a.png"]),
        ("", "PNG, svg,png", ["a"], ["a.png", "a.svg"]),
        ("", "python", ["a"], ["a.py"]),
        ("", "yml", ["a"], ["a.yaml"]),
        ("x.png", "", ["a"], ["x.png"]),
        ("x.png", "png", ["a"], ["x.png"]),
        ("x.yml", "yaml", ["a"], ["x.yml"]),
        ("deep/x.py", "", ["f/1-a"], ["deep/x.py"]),
        ("x", "", ["a"], ["x"]),
        ("x", "png", ["a"], ["x"]),
        ("x/", "", ["a"], ["x/a.svg"]),
        ("x.png/", "", ["a"], ["x.png/a.svg"]),
        ("x", "svg,png", ["a"], ["x/a.svg", "x/a.png"]),
        ("x", "", ["a", "b"], ["x/a.svg", "x/b.svg"]),
        ("there", "", ["a"], ["there/a.svg"]),
        (".", "", ["a"], ["a.svg"]),
        ("-", "", ["a"], ["-"]),
        ("-", "png", ["a"], ["-"]),
    ],
)
def test_places(output: str, formats: str, names: list[str], expected: list[str]) -> None:
    """A trailing slash, an existing folder or several pictures mean a folder; otherwise -o is a file."""
    assert paths(output, formats, *names) == expected


def test_stdout_is_told_apart() -> None:
    """`-` is stdout, not a folder."""
    assert destination("-", "", 1).file == STDOUT
    assert destination("", "", 1).file is None


@pytest.mark.parametrize(
    ("output", "formats", "count", "message"),
    [
        ("x.svg", "png", 1, "'-o x.svg' and '-f png' disagree."),
        ("x.svg", "svg,png", 1, "'-o x.svg' and '-f svg,png' disagree."),
        ("x.svg", "", 2, "'x.svg' takes one picture, not 2."),
        ("-", "", 2, "stdout takes one picture, not 2."),
        ("-", "svg,png", 1, "stdout takes one picture, not 2."),
    ],
)
def test_usage(output: str, formats: str, count: int, message: str) -> None:
    """Contradictory -o and -f are refused."""
    with pytest.raises(click.UsageError) as caught:
        destination(output, formats, count)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("output", "formats", "message"),
    [
        ("", "pgn", "unknown format 'pgn'. Did you mean 'png'?"),
        ("", "svg,yamll", "unknown format 'yamll'. Did you mean 'yaml'?"),
        ("x.jpeg", "", f"unknown format 'jpeg'. Formats are {FORMATS}"),
        ("", "---", f"unknown format '---'. Formats are {FORMATS}"),
    ],
)
def test_unknown_formats(output: str, formats: str, message: str) -> None:
    """An unknown format is reported with the nearest one, or with all."""
    with pytest.raises(UnknownNameError) as caught:
        destination(output, formats, 1)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", ".", ""])
def test_names_stay_in_the_folder(name: str) -> None:
    """No architecture name leads out of the output folder."""
    with pytest.raises(OutputError) as caught:
        list(destination("out/", "", 1).pictures([Architecture(name=name)]))
    assert str(caught.value) == f"'{name}' cannot name a file in folder 'out'"
