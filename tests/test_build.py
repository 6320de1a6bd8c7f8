"""Builds: the pictures they draw, those they leave alone, and entries that fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.errors import MlarchError, OutputError, UnknownNameError
from mlarch.exporters.writing import render
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry
from mlarch.project.build import build, entries
from mlarch.project.build_result import BuildResult


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def own() -> Path:
    """Two architectures of the project."""
    folder = Path("architectures")
    folder.joinpath("team").mkdir(parents=True)
    folder.joinpath("a.yaml").write_text("title: A\nnodes:\n  web: {label: Web}\n")
    folder.joinpath("team/b.yaml").write_text("title: B\nnodes:\n  web: {label: Web}\n")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", *arguments])


def times() -> dict[str, int]:
    return {path.as_posix(): path.stat().st_mtime_ns for path in Path("out").rglob("*.*")}


def paths(*names: str) -> tuple[Path, ...]:
    return tuple(Path("out", name) for name in names)


ALL = paths("a.svg", "a.png", "team/b.svg", "team/b.png")


def test_the_zoo_is_built_without_a_folder() -> None:
    """Without a folder `architectures` the zoo is drawn, without its families."""
    assert [entry.name for entry in entries()] == [entry.name for entry in registry.zoo()]


def test_out_holds_an_svg_and_a_png_of_each(own: Path) -> None:
    """Each architecture is drawn as SVG and PNG, with '/' in its name as a folder."""
    assert build() == BuildResult(written=ALL)
    assert sorted(times()) == sorted(path.as_posix() for path in ALL)
    assert Path("out/a.svg").read_text().startswith("<svg")
    assert Path("out/a.png").read_bytes().startswith(b"\x89PNG")


def test_pictures_that_are_up_to_date_stay(own: Path) -> None:
    """A second build writes nothing."""
    build()
    before = times()
    assert build() == BuildResult(unchanged=ALL)
    assert times() == before


def test_a_changed_document_is_drawn_again(own: Path) -> None:
    """A change of one document draws that one."""
    build()
    own.joinpath("a.yaml").write_text("title: A\nnodes:\n  web: {label: Changed}\n")
    assert build() == BuildResult(written=ALL[:2], unchanged=ALL[2:])
    assert "Changed" in Path("out/a.svg").read_text()


def test_pictures_with_other_options_are_drawn_again(own: Path) -> None:
    """A picture with other options, or a file that is no picture, is stale."""
    build()
    arch = entry_loading.get("a")
    render(arch, "out/a.svg", theme="dark")
    render(arch, "out/a.png", scale=1)
    Path("out/team/b.svg").write_text("not a picture")
    assert build() == BuildResult(written=ALL[:3], unchanged=ALL[3:])


def test_force_draws_everything_to_the_same_bytes(own: Path) -> None:
    """Drawing what is up to date writes the same bytes."""
    build()
    before = {path: path.read_bytes() for path in ALL}
    assert build(force=True) == BuildResult(written=ALL)
    assert {path: path.read_bytes() for path in ALL} == before


def test_check_writes_nothing(own: Path) -> None:
    """A check reports stale pictures and writes nothing."""
    assert build(check=True) == BuildResult(stale=ALL)
    assert not Path("out").exists()


def test_an_entry_that_fails_stops_no_other(own: Path) -> None:
    """The problems of one entry are reported, and the others are drawn."""
    own.joinpath("c.yaml").write_text("nodes:\n  web: {technology: ngin}\n")
    assert build() == BuildResult(
        written=ALL,
        problems=("architectures/c.yaml:2:21: node 'web': unknown technology 'ngin'. Did you mean 'nginx'?",),
    )


def test_a_picture_that_cannot_be_written_stops_no_other(own: Path) -> None:
    """A folder in the place of a file is reported, and the rest is written."""
    Path("out/a.svg").mkdir(parents=True)
    assert build() == BuildResult(
        written=ALL[1:], problems=("out/a.svg: cannot be written: it is a folder",)
    )  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_order_does_not_depend_on_jobs(own: Path, jobs: int) -> None:
    """The result is in order however many are drawn at once, and each name is reported as done."""
    done: list[str] = []
    assert build(jobs=jobs, done=done.append).written == ALL
    assert sorted(done) == ["a", "team/b"]


def test_command(own: Path) -> None:
    """The command prints the numbers of written and unchanged pictures."""
    first, second, third = run(), run(), run("--force", "--jobs", "1")
    assert [(result.exit_code, result.stdout, result.stderr) for result in (first, second, third)] == [
        (0, "", "4 written\n"),
        (0, "", "4 unchanged\n"),
        (0, "", "4 written\n"),
    ]


def test_command_check(own: Path) -> None:
    """A check prints stale pictures, and exits with 1 if there are any."""
    run()
    assert (run("--check").exit_code, run("--check").stdout) == (0, "")
    own.joinpath("a.yaml").write_text("title: Changed\n")
    result = run("--check")
    assert (result.exit_code, result.stdout) == (1, "out/a.svg: stale\nout/a.png: stale\n")
    assert result.stderr == "2 unchanged, 2 stale\n"


def test_command_with_a_problem(own: Path) -> None:
    """A problem is an error line and exit code 2, whatever else is drawn."""
    own.joinpath("c.yaml").write_text("nodes:\n  web: {technology: ngin}\n")
    result = run("-o", "elsewhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: architectures/c.yaml:2:21: node 'web': unknown technology 'ngin'. Did you mean 'nginx'?\n"
        "4 written\n"
    )


def test_command_with_a_file_as_output_folder(own: Path) -> None:
    """A file in the place of the output folder is reported for each picture, and stays."""
    Path("out").write_text("mine")
    result = run()
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == (
        "error: out/a.svg: cannot be written: 'out' is a file, not a folder"
    )
    assert result.stderr.splitlines()[-1] == "nothing written"
    assert Path("out").read_text() == "mine"


def test_no_python(own: Path) -> None:
    """A script is drawn like a document; with `--no-python` it is a problem and not run."""
    own.joinpath("c.py").write_text(
        "open('ran', 'w')\nfrom diagrams import Diagram, Node\nwith Diagram('C'):\n    Node('c')\n"
    )
    refused = run("--no-python")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: architectures/c.py: Python, which --no-python does not run\n4 written\n",
    )
    assert not Path("ran").exists()
    assert run().exit_code == 0
    assert Path("ran").exists() and Path("out/c.svg").exists()


def test_an_empty_folder_has_nothing_to_draw() -> None:
    """An empty folder is not replaced by the zoo."""
    Path("architectures").mkdir()
    result = run()
    assert (result.exit_code, result.stderr) == (0, "nothing to draw\n")


@pytest.mark.slow
def test_another_process_draws_the_same_bytes(own: Path, tmp_path: Path) -> None:
    """The bytes do not depend on hash seed, locale or home folder."""
    build()
    before = {path: path.read_bytes() for path in ALL}
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "LC_ALL": "tr_TR.UTF-8",
        "HOME": str(tmp_path / "home"),
    }
    subprocess.run([sys.executable, "-m", "mlarch", "build", "--force"], env=environment, check=True)
    assert {path: path.read_bytes() for path in ALL} == before


@pytest.mark.slow
def test_without_a_rasteriser(own: Path) -> None:
    """If libvips does not load, in any thread, SVG is written and each PNG is a problem."""
    for number in range(8):
        own.joinpath(f"{number}.yaml").write_text("nodes:\n  proxy: {technology: nginx}\n")
    Path("pyvips.py").write_text("import time\ntime.sleep(0.5)\nraise OSError('libvips is gone')\n")
    command = [sys.executable, "-m", "mlarch", "build", "--jobs", "8"]
    inherited = os.environ.get("PYTHONPATH", "")
    environment = {**os.environ, "PYTHONPATH": f"{Path.cwd()}{os.pathsep}{inherited}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    missing = "PNG needs libvips with librsvg: pip install pyvips pyvips-binary (libvips is gone)"
    names = [*map(str, range(8)), "a", "team/b"]
    assert done.stderr.splitlines() == [*(f"error: {name}: {missing}" for name in names), "10 written"]
    assert (done.returncode, {path.suffix for path in Path("out").rglob("*.*")}) == (2, {".svg"})


def test_render_writes_each_path_in_its_format() -> None:
    """An architecture is written to each path by its suffix, and the paths are returned."""
    arch = Architecture(name="x").with_node("web", label="Web")
    assert arch.render("x.svg", "deep/x.yml") == [Path("x.svg"), Path("deep/x.yml")]
    assert Path("x.svg").read_text() == arch.to_svg()
    assert Path("deep/x.yml").read_text() == arch.to_yaml()


def test_render_writes_nothing_unless_it_can_draw_all() -> None:
    """An unknown suffix or option is reported once, and nothing is written."""
    arch = Architecture(name="x")
    with pytest.raises(UnknownNameError, match=r"^unknown format 'pgn'\. Did you mean 'png'\?$"):
        arch.render("x.svg", "x.pgn")
    with pytest.raises(MlarchError, match=r"^unknown option 'them'\. Did you mean 'theme'\?$"):
        arch.render("x.svg", "x.png", them="dark")
    with pytest.raises(OutputError, match=r"^x\.svg: several pictures would be written to this one file$"):
        arch.render("x.svg", "x.svg")
    assert not list(Path().iterdir())
