"""Follow the tutorial and the how-to pages block by block, as a reader would."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import mlarch
from mlarch.cli import main
from mlarch.documents.keys import CLUSTER, EDGE, NODE, STYLE, TOP, VIEW, Key
from mlarch.model import THEMES
from mlarch.project.loading import load

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial" / "first-system.md"
PAGES = (
    TUTORIAL,
    *(
        DOCS / "how-to" / f"{name}.md"
        for name in ("ci", "customise", "decisions", "drift", "import", "lint", "steps", "views")
    ),
)
KEYS = {
    "## Top level": TOP,
    "## Nodes": NODE,
    "## Clusters": CLUSTER,
    "## Edges": EDGE,
    "## Styles": STYLE,
    "## Views": VIEW,
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:# |<!-- )(\S+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Reader:
    """Someone who does in a folder what a page says."""

    def __init__(self) -> None:
        self.printed = ""

    def follow(self, text: str) -> None:
        for language, body in BLOCK.findall(text):
            getattr(self, f"_{language}")(body)

    def _sh(self, body: str) -> None:
        self.printed = "".join(map(self._run, body.splitlines()))

    def _run(self, line: str) -> str:
        command, _, code = line.partition("  # exit ")
        program, *arguments = shlex.split(command)
        if program == "pip":
            return ""
        assert program == "mlarch"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == int(code or 0), result.output
        return result.output

    def _text(self, body: str) -> None:
        """Compare with the output; a line of dots matches any number of lines."""
        pattern = re.escape(body).replace(re.escape("...\n"), "(?:.*\n)*?")
        assert re.fullmatch(pattern, self.printed) or self.printed == body

    def _yaml(self, body: str) -> None:
        name = FILE.match(body)
        assert name, f"the first line names no file: {body}"
        path = Path(name[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")

    _svg = _yaml

    def _python(self, body: str) -> None:
        exec(compile(body, "page", "exec"), {})

    def _html(self, body: str) -> None:
        for path in re.findall(r'(?:src|srcset)="([^"]+)"', body):
            assert Path(path).is_file(), path

    def _toml(self, body: str) -> None:
        """Skip it: it belongs to a package."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written, commands run, and print what the page prints."""
    monkeypatch.chdir(tmp_path)
    Reader().follow(page.read_text("utf-8"))


@pytest.mark.parametrize("kept", ["segmentation.yaml", "icons/hub.svg"])
def test_the_tutorial_makes_the_example(kept: str) -> None:
    """The files at the end of the tutorial are those of the example whose picture it shows."""
    text = TUTORIAL.read_text("utf-8")
    example = (ROOT / "architectures" / "examples" / "acme" / kept).read_text("utf-8")
    body = example.partition("\n\n")[2] if kept.endswith(".yaml") else example
    assert f"\n{body}```\n" in text


@pytest.mark.parametrize(
    "page",
    [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / ".github").rglob("*.md")],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_links_lead_to_files(page: Path) -> None:
    """Each relative link of a page is a file or folder of the repository."""
    links = {link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8"))}
    relative = {link for link in links if link and not re.match(r"https?:|mailto:", link)}
    assert [link for link in sorted(relative) if not (page.parent / link).exists()] == []


def test_generated_sections_are_current() -> None:
    """The generated sections of docs/reference/ are those that `make docs` writes now."""
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    assert spec and spec.loader
    make_docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_docs)
    stale = [path.name for path, text in make_docs.pages().items() if path.read_text("utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("title, keys", KEYS.items())
def test_every_key_of_documents_is_explained(title: str, keys: tuple[Key, ...]) -> None:
    """The reference of documents has a row for each key, and no other."""
    text = (DOCS / "reference" / "document.md").read_text("utf-8")
    section = text.partition(f"\n{title}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    assert re.findall(r"`(\w+)`", "".join(cells)) == [key.name for key in keys]


def test_every_theme_is_explained() -> None:
    """The reference has a row for each theme."""
    text = (DOCS / "reference" / "themes.md").read_text("utf-8")
    assert [name for name in THEMES if f"\n| `{name}` | " not in text] == []


def test_every_public_name_is_in_the_python_reference() -> None:
    """The page of the Python API has each public name of `mlarch` once."""
    text = (DOCS / "reference" / "python-api.md").read_text("utf-8")
    names = re.findall(r"^::: mlarch\.(\w+)$", text, re.MULTILINE)
    assert sorted(names) == sorted({*mlarch.__all__} - {"__version__"})


def test_every_page_is_in_the_navigation() -> None:
    """The docs site and the first page of the docs lead to every page."""
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
    assert {*re.findall(r"[\w/-]+\.md", navigation)} == pages
    assert {*LINK.findall((DOCS / "index.md").read_text("utf-8"))} >= pages - {"index.md"}


PACKAGES = DOCS / "internals" / "architecture.yaml"


def test_the_picture_of_the_packages_is_current(accept: bool) -> None:
    """The committed picture of the packages is the one that mlarch draws now."""
    picture, svg = PACKAGES.with_suffix(".svg"), load(PACKAGES).to_svg()
    if accept:
        picture.write_text(svg, "utf-8")
    assert picture.read_text("utf-8") == svg


def test_the_page_of_the_architecture_has_every_package() -> None:
    """The picture has a node, and the page a paragraph, for each package and module of mlarch."""
    top = {path.stem for path in (ROOT / "src" / "mlarch").iterdir() if path.name[:2] not in ("__", "py")}
    text = PACKAGES.with_suffix(".md").read_text("utf-8")
    assert {*load(PACKAGES).nodes} == top
    assert sorted(re.findall(r"^\*\*(\w+)\.\*\* ", text, re.MULTILINE)) == sorted(top)
    contract = re.search(r"^layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert contract
    layers = re.findall(r'"(.+?)"', contract[1])
    assert "\n".join(["```", *layers[1:], "```"]) in text  # without __main__
