"""The documents in architectures/ cover the zoo, and out/ is built from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlarch.drawing.report import report
from mlarch.project import entry_loading, loading, registry
from mlarch.project.build import build
from mlarch.project.entry import Entry

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "architectures"
OWN = registry.local(FOLDER)
ZOO = {entry.name: entry for entry in registry.zoo()}
EXAMPLES = tuple(entry for entry in OWN if entry.name.startswith("examples/"))
MARK = "  # <- change something here"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the root folder of the repository."""
    monkeypatch.chdir(ROOT)


def named(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.name for entry in entries]


def test_there_is_a_document_for_each_entry_of_the_zoo() -> None:
    """Each entry of the zoo has one document of its name."""
    assert {*named(OWN)} - {*named(EXAMPLES)} == {*ZOO}
    assert sum(entry.name != "how-to-serve-a-model" for entry in ZOO.values()) == 16
    assert all((FOLDER / f"{name}.yaml").is_file() for name in ZOO)


@pytest.mark.parametrize("name", ZOO)
def test_a_document_changes_nothing_until_it_is_edited(name: str) -> None:
    """An unedited document gives the architecture of the zoo."""
    assert loading.load(FOLDER / f"{name}.yaml") == entry_loading.load_entry(ZOO[name])


@pytest.mark.parametrize("name", ZOO)
def test_a_document_shows_its_parameters(name: str) -> None:
    """It begins with a sentence, lists every parameter and marks one line to edit."""
    lines = (FOLDER / f"{name}.yaml").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ") and lines[0].endswith(".")
    assert [line for line in lines if line.startswith("extends: ")] == [f"extends: {name}"]
    written = [line.strip().partition(": ")[0] for line in lines if line.startswith("  ")]
    assert written == [parameter.name for parameter in ZOO[name].parameters]
    assert sum(line.endswith(MARK) for line in lines) == 1


@pytest.mark.parametrize("name", ZOO)
def test_the_marked_line_changes_the_architecture(name: str, tmp_path: Path) -> None:
    """A new text in the marked line gives another architecture."""
    lines = (FOLDER / f"{name}.yaml").read_text("utf-8").splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.endswith(MARK)]
    value = entry_loading.load_entry(ZOO[name])
    last = lines[at].removesuffix(MARK).rstrip('}"').rpartition(": ")[2].strip('"')
    lines[at] = "Another one".join(lines[at].rsplit(last, 1))
    path = tmp_path / "mine.yaml"
    path.write_text("\n".join(lines))
    assert loading.load(path, name=name) != value


def test_examples_are_of_every_kind() -> None:
    """There are two in Python, one of them plain `diagrams`, three overlays and two whole documents."""
    python = [entry.path for entry in EXAMPLES if entry.path.endswith(".py")]
    overlays = [entry for entry in EXAMPLES if entry.extends]
    whole = [entry for entry in EXAMPLES if not entry.extends and not entry.path.endswith(".py")]
    assert (len(python), len(overlays), len(whole)) == (2, 3, 2)
    assert [("mlarch.recording" in Path(path).read_text()) for path in python] == [False, True]


@pytest.mark.parametrize("entry", EXAMPLES, ids=named(EXAMPLES))
def test_an_example_has_a_sentence_and_a_title(entry: Entry) -> None:
    """The first line is a sentence, and there is a title."""
    first = Path(entry.path).read_text("utf-8").splitlines()[0]
    assert first.startswith(("# ", '"""')) and first.strip('#" ').endswith(".")
    assert entry_loading.load_entry(entry).title != entry.name


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("entry", OWN, ids=named(OWN))
def test_pictures_have_no_findings(entry: Entry, direction: str) -> None:
    """In two directions and three themes, the checker finds nothing."""
    arch = entry_loading.load_entry(entry)
    for theme in ("light", "dark", "print"):
        assert [str(finding) for finding in report(arch, direction=direction, theme=theme).findings] == []


def test_out_is_up_to_date() -> None:
    """out/ holds one current picture for each document, and nothing else."""
    found = build("out", check=True)
    assert (found.stale, found.problems) == ((), ())
    assert {*Path("out").rglob("*.*")} == {*found.unchanged}
