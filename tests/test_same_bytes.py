"""Test that pictures have the same bytes for every user, machine and environment."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

OTHERS: Mapping[str, Mapping[str, str]] = {
    "another person in the east": {
        "PYTHONHASHSEED": "4242", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
        "TZ": "Pacific/Kiritimati", "USER": "somebody", "LOGNAME": "somebody", "HOME": "/nonexistent",
    },
    "a script in the west": {
        "PYTHONHASHSEED": "0", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "TZ": "Etc/GMT+12",
        "PYTHONOPTIMIZE": "2", "COLUMNS": "20", "NO_COLOR": "1", "TERM": "dumb", "SOURCE_DATE_EPOCH": "1",
    },
}  # fmt: skip
BEGIN = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
SYSTEM = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
FONTS = (
    f"{BEGIN}</fontconfig>",
    f"{BEGIN}<dir>{{folder}}</dir>{SYSTEM}</fontconfig>",
    f"""{BEGIN}{SYSTEM}<match><edit name="family" mode="prepend_first" binding="strong">
        <string>DejaVu Serif</string></edit></match></fontconfig>""",
)


def built(folder: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Return a hash by file name for a build in its own process."""
    return made(folder, "build", *arguments, **environment)


def made(folder: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Return a hash by file name for a command in its own process that writes into `out`."""
    command = [sys.executable, "-m", "mlarch", *arguments, "--output", str(folder / "out")]
    (folder / "out").mkdir(exist_ok=True, parents=True)
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True, capture_output=True)
    return sums(folder / "out")


def sums(out: Path) -> dict[str, str]:
    """Return a hash by file name for a folder."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes of the zoo, drawn one by one."""
    hashes = built(tmp_path_factory.mktemp("expected"), "--jobs", "1", PYTHONHASHSEED="1")
    assert (
        sum(name.endswith(".svg") for name in hashes) >= 17 <= sum(name.endswith(".png") for name in hashes)
    )
    return hashes


@pytest.mark.parametrize("name", OTHERS)
def test_environment_does_not_change_pictures(name: str, expected: dict[str, str], tmp_path: Path) -> None:
    """Hash seed, locale, time zone, user, folder, terminal and jobs change no picture of the zoo."""
    assert built(tmp_path / "Ünï & 'code", "--jobs", "7", **OTHERS[name]) == expected


def test_environment_does_not_change_exports(tmp_path: Path) -> None:
    """The environment changes no other format either."""
    exports = ("render", "gcp-scaling/6-cache", "-f", "d2,dot,drawio,html,json,mermaid,pdf,python,text,yaml")
    hashes = [
        made(tmp_path / str(number), *exports, **others)
        for number, others in enumerate(({"PYTHONHASHSEED": "1"}, *OTHERS.values()))
    ]
    assert len(hashes[0]) == 10
    assert hashes == [hashes[0]] * 3


def test_fonts_do_not_change_pictures(tmp_path: Path) -> None:
    """No fonts, another font named Inter, and other font rules give the same pictures."""
    widened(tmp_path / "Inter.ttf")
    documents(tmp_path / "here")
    hashes = [built(tmp_path / "here")]
    for number, fonts in enumerate(FONTS):
        file = tmp_path / f"{number}.conf"
        file.write_text(fonts.format(folder=tmp_path))
        hashes.append(built(tmp_path / "here", "--force", FONTCONFIG_FILE=str(file)))
    assert hashes == [hashes[0]] * 4


def test_letters_that_our_font_lacks(tmp_path: Path) -> None:
    """Characters that Inter lacks have the same width with any fonts installed."""
    (tmp_path / "d.yaml").write_text("nodes: {a: {label: مرحبا}, b: {label: 模型}}\n", encoding="utf-8")
    (tmp_path / "none.conf").write_text(FONTS[0])
    arguments = ("render", "d.yaml", "-f", "svg")
    here = made(tmp_path, *arguments)
    assert here == made(tmp_path, *arguments, FONTCONFIG_FILE=str(tmp_path / "none.conf")) != {}


def widened(path: Path) -> None:
    """Write an Inter with wider letter spacing."""
    (inter,) = Path(str(files("fontpkg_inter") / "files")).glob("Inter[[]*.ttf")
    font = TTFont(inter)
    for name, (advance, bearing) in list(font["hmtx"].metrics.items()):
        font["hmtx"].metrics[name] = (advance + 300, bearing)
    del font["HVAR"]
    font.save(path)


def test_folders_do_not_change_pictures(tmp_path: Path) -> None:
    """A project with an icon and a base has the same pictures in any folder, symbolic links included."""
    for place in ("here", "there/deep er"):
        documents(tmp_path / place)
    (tmp_path / "link").symlink_to("here")
    first = built(tmp_path / "here")
    assert len(first) == 4
    assert (
        built(tmp_path / "there/deep er", PYTHONHASHSEED="3") == built(tmp_path / "link", "--force") == first
    )


def documents(folder: Path) -> None:
    """Write a project of two documents and an icon."""
    (folder / "architectures").mkdir(parents=True)
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    (folder / "icon.svg").write_text(icon)
    (folder / "architectures/base.yaml").write_text("nodes: {x: {label: X, icon: ../icon.svg}}\n")
    (folder / "architectures/top.yaml").write_text("extends: ./base.yaml\nnodes: {y: {label: Y}}\n")
