"""Publishing a gallery writes only what has changed."""

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
from mlarch.project import cache
from mlarch.publish.gallery import PublishResult, publish
from mlarch.publish.gallery.pages import architecture

pytestmark = pytest.mark.slow

HEAVY = {
    "diagrams",
    "graphviz",
    "pygraphviz",
    "pyvips",
    "cffi",
    "jinja2",
    "markupsafe",
    "yaml",
    "mlarch.drawing",
}
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v{}z"/></svg>'
SITE = Path("site")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project of two documents, a base and an icon, without the zoo."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("mlarch.project.registry.zoo", lambda: ())
    Path("architectures").mkdir()
    Path("base.yaml").write_text("nodes: {x: {label: X, icon: x.svg}}\n")
    Path("x.svg").write_text(ICON.format(9))
    Path("architectures/a.yaml").write_text("extends: ../base.yaml\nnodes: {y: {label: Y}}\n")
    Path("architectures/b.yaml").write_text("nodes: {z: {label: Z}}\n")
    return tmp_path


def recalled(python: bool = True, docs: bool = True) -> bool:
    """Whether the cache finds the gallery unchanged."""
    folder = Path("architectures")
    sources = cache.input_hash(folder, *[Path("docs")] * docs)
    return cache.recall(SITE, folder, sources, "gallery", python, docs, False) is not None


def names(paths: tuple[Path, ...]) -> set[str]:
    return {path.relative_to(SITE).as_posix() for path in paths}


def times() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in Path().rglob("*")}


def test_nothing_is_loaded_or_written() -> None:
    """Publishing again loads no library but click, and writes no file."""
    written = CliRunner().invoke(main, ["gallery"]).stderr.split()[1]
    before = times()
    code = "import json, sys\nfrom mlarch.cli import main\nmain(['gallery'], standalone_mode=False)\n"
    code += "print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == f"site: 0 written, {written} unchanged\n"
    assert not set(json.loads(done.stdout)) & HEAVY
    assert times() == before


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "document": (lambda: Path("architectures/b.yaml").write_text("nodes: {z: {label: Q}}\n"), "b"),
    "base": (lambda: Path("base.yaml").write_text("nodes: {x: {label: Q, icon: x.svg}}\n"), "a"),
    "icon": (lambda: Path("x.svg").write_text(ICON.format(5)), "a"),
    "technologies": (
        lambda: Path("mlarch.yaml").write_text("technologies: {acme.Hub: {label: Q, icon: x.svg}}\n"),
        "start",
    ),
    "another document": (lambda: Path("architectures/c.yaml").write_text("nodes: {z: {label: Q}}\n"), "c"),
    "page": (lambda: Path("site/entries/a.html").write_text(""), "a"),
    "page gone": (lambda: Path("site/entries/b.html").unlink(), "b"),
    "icon gone": (lambda: next(Path("site/icons").iterdir()).unlink(), "icons"),
    "static file": (lambda: Path("site/static/stage.js").write_text(""), "static"),
    "memory": (lambda: [path.write_text("[]") for path in Path("cache/mlarch").iterdir()], "start"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_detected(name: str) -> None:
    """A change of a source or an output file is detected, and only it is written."""
    publish(SITE)
    assert recalled()
    change, part = CHANGES[name]
    change()
    assert not recalled()
    before = times()
    written = publish(SITE).written
    assert {_part(path) for path in names(written)} <= {part, "icons", "start"}
    after = times()
    assert {
        path for path in before if path.is_relative_to("site/entries") and after[path] != before[path]
    } <= {
        *written,
        Path("site/entries"),
    }
    publish("again")
    assert files("site") == files("again")


def _part(path: str) -> str:
    """Return the part of a site that a file belongs to."""
    folder, _, name = path.rpartition("/")
    return (
        folder
        if folder in ("icons", "static")
        else Path(name).stem.removesuffix("-dark")
        if folder
        else "start"
    )


def files(folder: str) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*.*")}


def test_one_page_is_drawn_for_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unchanged pages are not drawn."""
    publish(SITE)
    drawn = []
    original = architecture.draw_inline
    monkeypatch.setattr(
        "mlarch.publish.gallery.pages.architecture.draw_inline",
        lambda arch, *rest: drawn.append(arch.name) or original(arch, *rest),
    )
    Path("architectures/b.yaml").write_text("nodes: {z: {label: Q}}\n")
    publish(SITE)
    assert {*drawn} == {"b"}


def test_code_templates_and_settings_are_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of code, templates, scripts, styles or MLARCH_ variables is detected."""
    publish(SITE)
    folder = Path(cache.__file__).parents[1] / "publish" / "gallery"
    files = {path for name in ("static", "templates") for path in (folder / name).iterdir()}
    assert len(files) > 10 and files <= {*cache._code()}
    before = cache.basis(Path("architectures"))
    for name, value in (("_PACKAGE", Path("architectures")), ("PROJECT_FILES", ("base.yaml",))):
        with monkeypatch.context() as patch:
            patch.setattr(cache, name, value)
            assert not recalled()
            assert cache.basis(Path("architectures")) != before
    monkeypatch.setenv("MLARCH_DEADLINE", "59")
    assert not recalled()


def test_options_are_part_of_the_cache_key() -> None:
    """Another folder, no Python or no docs is another gallery."""
    publish(SITE)
    assert publish("other").written
    assert not recalled(python=False) and not recalled(docs=False)


def test_modification_times_are_ignored() -> None:
    """A file written again with the same content is unchanged."""
    publish(SITE)
    for path in (*Path("architectures").iterdir(), *SITE.rglob("*.html")):
        path.write_bytes(path.read_bytes())
        os.utime(path, (1, 1))
    assert recalled()


def test_a_change_during_publishing_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while pages are drawn is in the next gallery."""

    def change(*arguments: object) -> str:
        Path("base.yaml").write_text("nodes: {x: {label: Changed, icon: x.svg}}\n")
        return ""

    with monkeypatch.context() as patch:
        patch.setattr("mlarch.publish.gallery.downloads.overlay", change)
        publish(SITE)
    publish(SITE)
    assert "Changed" in Path("site/entries/a.html").read_text()


def test_local_python_runs_each_time() -> None:
    """Local Python may read anything, so it runs each time; other pages stay."""
    script = "from diagrams import Diagram, Node\nwith Diagram('{}'):\n    Node(open('label').read())\n"
    Path("architectures/c.py").write_text(script.format("C"))
    Path("label").write_text("First")
    publish(SITE)
    assert publish(SITE).written == ()
    Path("label").write_text("Second")
    written = names(publish(SITE).written)
    assert {Path(path).stem for path in written} >= {"c"}
    assert not {path for path in written if "/a." in path}


def test_stale_files_are_removed() -> None:
    """Files of a deleted document are removed; edited and added files stay."""
    Path("architectures/team").mkdir()
    Path("architectures/team/c.yaml").write_text("nodes: {q: {label: Q}}\n")
    publish(SITE)
    Path("site/entries/mine.html").write_text("mine")
    Path("site/files/b.mmd").write_text("changed")
    Path("architectures/b.yaml").unlink()
    Path("architectures/team/c.yaml").unlink()
    done = publish(SITE)
    assert {Path(path).stem.removesuffix("-dark") for path in names(done.removed)} == {"b", "c"}
    assert not Path("site/entries/team").exists()
    assert {path.name for path in SITE.rglob("b.*")} == {"b.mmd"} and Path("site/entries/mine.html").exists()
    assert publish(SITE).removed == ()


def test_files_outside_are_not_removed() -> None:
    """If a folder of the site was replaced by a link, the files behind it stay."""
    publish(SITE)
    Path("elsewhere").mkdir()
    Path("site/entries").rename("elsewhere/entries")
    Path("site/entries").symlink_to(Path("elsewhere/entries").absolute())
    Path("architectures/b.yaml").unlink()
    assert not [path for path in publish(SITE).removed if "entries" in path.parts]
    assert Path("elsewhere/entries/b.html").exists()


def test_problems_are_reported_each_time() -> None:
    """The command prints a problem and exits with 2 each time."""
    Path("architectures/c.yaml").write_text("nodes: {x: {technology: ngin}}\n")
    problem = "architectures/c.yaml:1:25: node 'x': unknown technology 'ngin'."
    for _ in range(2):
        result = CliRunner().invoke(main, ["gallery"])
        assert (result.exit_code, problem in result.stderr) == (2, True), result.stderr


def test_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache, files are compared one by one, and none is removed."""
    Path("file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("file").absolute()))
    first = publish(SITE)
    assert publish(SITE) == PublishResult(unchanged=first.written)
    Path("architectures/b.yaml").unlink()
    assert publish(SITE).removed == ()
