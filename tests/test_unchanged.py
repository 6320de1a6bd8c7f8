"""Builds with nothing to do load and write nothing, and every change of an input is seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlarch.cli import main
from mlarch.errors import DocumentError
from mlarch.layout import distributions
from mlarch.model import Architecture
from mlarch.project import cache
from mlarch.project.build import build
from mlarch.project.build_result import BuildResult
from mlarch.project.registry import zoo

pytestmark = pytest.mark.slow

HEAVY = {"diagrams", "graphviz", "pygraphviz", "pyvips", "cffi", "jinja2", "yaml", "mlarch.drawing"}
LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v{}z"/></svg>'
ALL = tuple(Path("out", name) for name in ("a.svg", "a.png", "b.svg", "b.png"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project of two documents, with a base and an icon outside of its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("architectures").mkdir()
    Path("base.yaml").write_text("nodes: {x: {label: X, icon: x.svg}}\n")
    Path("x.svg").write_text(ICON.format(9))
    Path("architectures/a.yaml").write_text("extends: ../base.yaml\nnodes: {y: {label: Y}}\n")
    Path("architectures/b.yaml").write_text("nodes: {z: {label: Z}}\n")
    return tmp_path


def recalled() -> bool:
    """Return True if a build would do nothing."""
    folder = Path("architectures")
    return cache.recall(Path("out"), folder, cache.input_hash(folder), "", (1, 1)) is not None


def test_nothing_is_loaded_or_written() -> None:
    """A second build loads no library but click, and writes no file anywhere."""
    assert build().written == ALL
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    code = f"from mlarch.cli import main; main(['build'], standalone_mode=False)\n{LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "4 unchanged\n"
    assert not set(json.loads(done.stdout)) & HEAVY
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before
    assert build() == BuildResult(unchanged=ALL) == build(check=True)


CHANGES: dict[str, Callable[[], object]] = {
    "document": lambda: Path("architectures/b.yaml").write_text("nodes: {z: {label: Q}}\n"),
    "base": lambda: Path("base.yaml").write_text("nodes: {x: {label: Q, icon: x.svg}}\n"),
    "icon": lambda: Path("x.svg").write_text(ICON.format(5)),
    "no icon": lambda: Path("x.svg").unlink(),
    "another document": lambda: Path("architectures/c.yaml").write_text("nodes: {z: {label: Z}}\n"),
    "document gone": lambda: Path("architectures/b.yaml").unlink(),
    "project": lambda: Path("mlarch.yaml").write_text("build: {formats: [svg]}\n"),
    "project of pyproject": lambda: Path("pyproject.toml").write_text(
        "[tool.mlarch.theme]\naccent = 'teal'\n"
    ),
    "project inside": lambda: Path("architectures/mlarch.yaml").write_text("theme: {accent: teal}\n"),
    "Python": lambda: Path("architectures/c.py").write_text("open('ran', 'w')\n"),
    "picture": lambda: Path("out/a.svg").write_text("<svg/>"),
    "picture gone": lambda: Path("out/a.png").unlink(),
    "link to elsewhere": lambda: Path("architectures/more").symlink_to("/usr/share"),
    "memory": lambda: next(Path("cache/mlarch").iterdir()).write_text('{"inputs": 1, "outputs": []'),
    "odd memory": lambda: next(Path("cache/mlarch").iterdir()).write_text("[]"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_seen(name: str) -> None:
    """A change of anything that a build reads or writes is seen."""
    build()
    assert recalled()
    CHANGES[name]()
    assert not recalled()


def test_settings_and_code_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, versions of libraries and the code of mlarch are inputs."""
    build()
    with monkeypatch.context() as patch:
        patch.setenv("MLARCH_DOT", "dot")
        assert not recalled()
    with monkeypatch.context() as patch:
        patch.setattr(distributions, "folder_names", lambda: ("pyvips-99.dist-info",))
        assert not recalled()
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_PACKAGE", Path("architectures"))
        assert not recalled()
    assert recalled()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../" * 40 + "proc/self/status", "leads out of the project's folder"),
        ("x" * 5000, "node 'x': icon: 'xxx"),
    ],
    ids=["outside", "too long"],
)
def test_refused_paths_do_not_count(path: str, why: str) -> None:
    """A path that cannot be an icon does not keep another build in the process from being recorded."""
    Path("refused.yaml").write_text(f"nodes: {{x: {{icon: {path}}}}}\n")
    with pytest.raises(DocumentError, match=why):
        Architecture.from_yaml("refused.yaml")
    build()
    assert recalled()


def test_two_projects_in_one_process_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build depends on the files of its own project, not on those of a project built before it."""
    build()
    other = tmp_path / "other"
    (other / "architectures").mkdir(parents=True)
    (other / "architectures/a.yaml").write_text("nodes: {z: {label: Z}}\n")
    monkeypatch.chdir(other)
    build()
    assert recalled()
    (tmp_path / "x.svg").write_text(ICON.format(5))
    assert recalled()


def test_times_do_not_count() -> None:
    """A file rewritten with the same content has not changed."""
    build()
    for path in (*Path("architectures").iterdir(), *ALL):
        path.write_bytes(path.read_bytes())
        os.utime(path, (1, 1))
    assert recalled()


def test_options_count() -> None:
    """Another provider, output folder or shard is another build; `force` draws in any case."""
    build()
    assert build("other").written and build(provider="aws").unchanged == ALL
    assert build(force=True).written == ALL
    assert build() == BuildResult(unchanged=ALL)


def test_a_build_with_problems_is_repeated() -> None:
    """A build with a problem reports it each time."""
    Path("architectures/c.yaml").write_text("nodes: {x: {technology: ngin}}\n")
    assert build().problems == build().problems != ()


def test_a_change_during_the_build_is_seen() -> None:
    """A change while pictures are drawn is drawn by the next build."""

    def change(name: str) -> None:
        Path("base.yaml").write_text("nodes: {x: {label: Changed, icon: x.svg}}\n")

    build(done=change, jobs=1)
    build()
    assert "Changed" in Path("out/a.svg").read_text()


def test_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """If nothing can be recorded, pictures are compared one by one."""
    Path("file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("file").absolute()))
    assert build().written == ALL
    assert not recalled()
    assert build() == BuildResult(unchanged=ALL)


def test_the_oldest_records_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest records are removed."""
    monkeypatch.setattr(cache, "_MAX_RECORDS", 2)
    for name in ("1", "2", "3"):
        build(name)
    assert len(list(Path("cache/mlarch").iterdir())) == 2


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["build", *arguments])
    return result.exit_code, result.stderr


def test_shards_are_everything() -> None:
    """Machines that each draw a shard draw the files of one machine, to the same bytes."""
    for path in Path("architectures").iterdir():
        path.unlink()
    Path("architectures").rmdir()
    build("whole")
    parts = [build("parts", shard=(number, 3)).written for number in (1, 2, 3)]
    whole = {path.relative_to("whole"): path.read_bytes() for path in Path("whole").rglob("*.*")}
    assert {path.relative_to("parts"): path.read_bytes() for path in Path("parts").rglob("*.*")} == whole
    assert sum(map(len, parts)) == len(whole) >= 2 * len(zoo())


def test_the_command_draws_a_shard() -> None:
    """`--shard 1/2` draws the first of two; an impossible shard is wrong usage."""
    assert run("--shard", "1/2") == (0, "2 written\n")
    assert run("--shard", "2/2", "--check")[0] == 1
    assert run("--shard", "2/2") == (0, "2 written\n")
    for text, message in (("3/2", "is none of the parts 1/2 to 2/2."), ("x", "is not of the form 2/5.")):
        code, error = run("--shard", text)
        assert (code, error.splitlines()[-1]) == (
            2,
            f"Error: Invalid value for '--shard': '{text}' {message}",
        )
