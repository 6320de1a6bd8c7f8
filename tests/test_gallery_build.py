"""Writing a gallery: what has changed is made again, whatever it is, and nothing is loaded for nothing."""

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
    """Work in a project of two documents, one with a base and an icon elsewhere, and without the zoo."""
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
    """Say whether a gallery would look no further."""
    folder = Path("architectures")
    seen = cache.read(folder, *[Path("docs")] * docs)
    return cache.recall(SITE, folder, seen, "gallery", python, docs, False) is not None


def names(paths: tuple[Path, ...]) -> set[str]:
    return {path.relative_to(SITE).as_posix() for path in paths}


def times() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in Path().rglob("*")}


def test_nothing_is_loaded_or_written() -> None:
    """A second gallery loads no library but click, reads, and writes no file anywhere."""
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
def test_what_counts_is_seen(name: str) -> None:
    """A change of anything read or left is seen, what it is in is right again, and all else is left alone."""
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
    """Return what a file of a site belongs to."""
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
    """What has not changed is not even drawn."""
    publish(SITE)
    drawn = []
    original = __import__("mlarch.publish.gallery.site", fromlist=["inline"]).inline
    monkeypatch.setattr(
        "mlarch.publish.gallery.site.inline",
        lambda arch, *rest: drawn.append(arch.name) or original(arch, *rest),
    )
    Path("architectures/b.yaml").write_text("nodes: {z: {label: Q}}\n")
    publish(SITE)
    assert {*drawn} == {"b"}


def test_code_templates_and_settings_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """So do the templates, scripts and styles of the pages, and what is set for mlarch."""
    publish(SITE)
    folder = Path(cache.__file__).parents[1] / "publish" / "gallery"
    shown = {path for name in ("static", "templates") for path in (folder / name).iterdir()}
    assert len(shown) > 10 and shown <= {*cache._code()}
    before = cache.basis(Path("architectures"))
    for name, value in (("_PACKAGE", Path("architectures")), ("_PROJECT", ("base.yaml",))):
        with monkeypatch.context() as patch:
            patch.setattr(cache, name, value)
            assert not recalled()
            assert cache.basis(Path("architectures")) != before
    monkeypatch.setenv("MLARCH_DEADLINE", "59")
    assert not recalled()


def test_what_is_asked_for_counts() -> None:
    """Another folder, or no Python, is another gallery."""
    publish(SITE)
    assert publish("other").written
    assert not recalled(python=False) and not recalled(docs=False)


def test_time_does_not_count() -> None:
    """A file that is written once more with the same content has not changed."""
    publish(SITE)
    for path in (*Path("architectures").iterdir(), *SITE.rglob("*.html")):
        path.write_bytes(path.read_bytes())
        os.utime(path, (1, 1))
    assert recalled()


def test_a_change_while_it_is_written_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes while the pages are drawn is in the next gallery."""

    def change(*given: object) -> str:
        Path("base.yaml").write_text("nodes: {x: {label: Changed, icon: x.svg}}\n")
        return ""

    with monkeypatch.context() as patch:
        patch.setattr("mlarch.publish.gallery.downloads.overlay", change)
        publish(SITE)
    publish(SITE)
    assert "Changed" in Path("site/entries/a.html").read_text()


def test_own_python_is_run_each_time() -> None:
    """Somebody's own Python may read anything: it is run, and its page follows; others are not drawn."""
    script = "from diagrams import Diagram, Node\nwith Diagram('{}'):\n    Node(open('label').read())\n"
    Path("architectures/c.py").write_text(script.format("C"))
    Path("label").write_text("First")
    publish(SITE)
    assert publish(SITE).written == ()
    Path("label").write_text("Second")
    written = names(publish(SITE).written)
    assert {Path(one).stem for one in written} >= {"c"} and not {one for one in written if "/a." in one}


def test_what_is_no_more_is_removed() -> None:
    """Files of a document that is gone go, with their folder; what somebody changed or put there stays."""
    Path("architectures/team").mkdir()
    Path("architectures/team/c.yaml").write_text("nodes: {q: {label: Q}}\n")
    publish(SITE)
    Path("site/entries/mine.html").write_text("mine")
    Path("site/files/b.mmd").write_text("changed")
    Path("architectures/b.yaml").unlink()
    Path("architectures/team/c.yaml").unlink()
    done = publish(SITE)
    assert {Path(one).stem.removesuffix("-dark") for one in names(done.removed)} == {"b", "c"}
    assert not Path("site/entries/team").exists()
    assert {path.name for path in SITE.rglob("b.*")} == {"b.mmd"} and Path("site/entries/mine.html").exists()
    assert publish(SITE).removed == ()


def test_nothing_outside_is_removed() -> None:
    """Where a folder of the site has become a link, what it leads to is nobody's to remove."""
    publish(SITE)
    Path("elsewhere").mkdir()
    Path("site/entries").rename("elsewhere/entries")
    Path("site/entries").symlink_to(Path("elsewhere/entries").absolute())
    Path("architectures/b.yaml").unlink()
    assert not [path for path in publish(SITE).removed if "entries" in path.parts]
    assert Path("elsewhere/entries/b.html").exists()


def test_problems_are_not_forgotten() -> None:
    """A gallery with a problem says so each time, and the command ends with 2 each time."""
    Path("architectures/c.yaml").write_text("nodes: {x: {technology: ngin}}\n")
    problem = "architectures/c.yaml:1:25: node 'x': unknown technology 'ngin'."
    for _ in range(2):
        result = CliRunner().invoke(main, ["gallery"])
        assert (result.exit_code, problem in result.stderr) == (2, True), result.stderr


def test_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be remembered, files are compared one by one, and none is removed."""
    Path("file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("file").absolute()))
    first = publish(SITE)
    assert publish(SITE) == PublishResult(unchanged=first.written)
    Path("architectures/b.yaml").unlink()
    assert publish(SITE).removed == ()
