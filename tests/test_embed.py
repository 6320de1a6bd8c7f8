"""Embed: the markup for pages, numbered links, and the marked pictures of a README."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.drawing.report import report
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.description import to_paragraph
from mlarch.model.links import with_numbered_links
from mlarch.project import entry_loading
from mlarch.publish.embed import PLACES, alt_text, embed
from mlarch.publish.readme import markers
from tools import HOSTILE, hostile

DOCUMENT = "title: Mine\nnodes: {a: {label: A}, b: {label: B}}\nedges: {a -> b: HTTP}\n"
MARKUP = """\
<picture>
  <source media="(prefers-color-scheme: dark)" srcset="out/mine-dark.svg">
  <img alt="Mine. Parts: A, B." src="out/mine.svg">
</picture>
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one architecture."""
    monkeypatch.chdir(tmp_path)
    Path("architectures").mkdir()
    Path("architectures/mine.yaml").write_text(DOCUMENT)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def build(*arguments: str) -> tuple[int, str, str]:
    """Return the exit code, stdout and stderr of a build."""
    result = run("build", *arguments)
    return result.exit_code, result.stdout, result.stderr


def page(text: str, name: str = "README.md") -> Path:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(text.encode())
    return Path(name)


class TagParser(HTMLParser):
    """Collect the tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


# embed


def test_github_gets_light_and_dark() -> None:
    """The HTML shows one of two pictures, and missing pictures are noted."""
    result = run("embed", "mine", "--for", "github")
    assert (result.exit_code, result.stdout) == (0, MARKUP)
    assert result.stderr == (
        "note: out/mine.svg does not exist; --write draws it\n"
        "note: out/mine-dark.svg does not exist; --write draws it\n"
    )


def test_write_draws_the_pictures() -> None:
    """`--write` draws the pictures of each place with its options, and no others."""
    arch = entry_loading.get("mine")
    for place in PLACES:
        assert run("embed", "mine", "--for", place, "--write", "-o", f"{place}/x").exit_code == 0
    assert sorted(path.as_posix() for path in Path().glob("*/x/*")) == [
        *("confluence/x/mine-800.png", "github/x/mine-dark.svg", "github/x/mine.svg"),
        *("mkdocs/x/mine-auto.svg", "notion/x/mine-800.png"),
    ]
    assert Path("github/x/mine-dark.svg").read_text() == arch.to_svg(theme="dark")
    assert Path("mkdocs/x/mine-auto.svg").read_text() == arch.to_svg(theme="auto")
    assert Path("notion/x/mine-800.png").read_bytes() == arch.to_png(width=800)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["mkdocs"], "![Mine. Parts: A, B.](out/mine-auto.svg)\n"),
        (["confluence"], "!mine-800.png|width=800,alt=Mine. Parts: A; B.!\n"),
        (["confluence", "--width", "600"], "!mine-600.png|width=600,alt=Mine. Parts: A; B.!\n"),
        (
            ["notion", "--base", "https://a.b/c/", "--links"],
            "![Mine. Parts: A, B.](https://a.b/c/mine-800-links.png)\n",
        ),
    ],
)
def test_other_places_get_their_markup(arguments: list[str], text: str) -> None:
    """Other places get Markdown or wiki markup, with the given width and address."""
    assert run("embed", "mine", "--for", *arguments).stdout == text


def test_alt_text_is_the_description() -> None:
    """The alt text is the title and the description."""
    arch = entry_loading.get("zoo:cache")
    assert alt_text(arch) == f"{arch.title}. {to_paragraph(arch)}"


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(label: str) -> None:
    """Whatever a label contains, the HTML is one picture, and the other markup is one line."""
    arch = hostile(label)
    tags = TagParser(embed(arch, "github").text).tags
    assert [tag for tag, _ in tags] == ["picture", "source", "img"]
    assert tags[2][1]["alt"] == alt_text(arch)
    for place in ("mkdocs", "confluence", "notion"):
        assert len(embed(arch, place).text.splitlines()) == 1
    assert "<" not in embed(arch, "mkdocs").text
    assert embed(arch, "confluence").text.count("!") == 2


def test_an_unknown_place() -> None:
    """An unknown place is an error with a suggestion."""
    result = run("embed", "mine", "--for", "gitub")
    assert (result.exit_code, result.stderr) == (2, "error: unknown place 'gitub'. Did you mean 'github'?\n")


# links


def linked() -> Architecture:
    return Architecture(
        name="linked",
        title="Linked",
        notes=("kept",),
        nodes=[Node(id="a", label="A", link="https://a.b/a", cluster="c"), Node(id="b", label="B")],
        clusters=[ClusterData(id="c", label="C", link="https://a.b/c")],
        edges=[
            EdgeData(source="a", target="b", link="https://a.b/a"),
            EdgeData(source="b", target="a", label="x"),
        ],
    )


def test_links_are_numbered_and_listed() -> None:
    """Each link has a number, equal links have the same one, and the list is below the picture."""
    arch = with_numbered_links(linked())
    assert [part.label for part in (*arch.clusters.values(), *arch.nodes.values())] == ["C [1]", "A [2]", "B"]
    assert [edge.label for edge in arch.edges.values()] == ["[2]", "x"]
    assert arch.notes == ("[1] https://a.b/c", "[2] https://a.b/a")
    assert with_numbered_links(linked(), notes=True).notes[-1] == "kept"
    assert with_numbered_links(entry_loading.get("mine")) == entry_loading.get("mine")
    assert report(arch, notes=True).findings == ()


def test_links_are_for_pictures_only() -> None:
    """`--links` lists the links of PNG and SVG, and does not change documents."""
    Path("linked.yaml").write_text(linked().to_yaml())
    assert run("render", "linked.yaml", "--links", "-f", "svg,png,json").exit_code == 0
    texts = [text.text for text in ET.parse("linked.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert {"A [2]", "[1] https://a.b/c", "[2] https://a.b/a"} <= {*texts}
    assert Path("linked.png").read_bytes() == with_numbered_links(linked()).to_png(notes=True)
    assert Path("linked.json").read_text() == linked().to_json()


# markers


def test_a_marker_is_filled_and_checked() -> None:
    """A build fills a marker and draws its pictures; a check reports it as stale before, not after."""
    readme = page("# Mine\n\n<!-- mlarch: mine -->\n\nrest")
    stale = "out/mine.svg: stale\nout/mine.png: stale\nout/mine-dark.svg: stale\nREADME.md: stale\n"
    assert build("--check") == (1, stale, "4 stale\n")
    assert readme.read_text() == "# Mine\n\n<!-- mlarch: mine -->\n\nrest"
    assert build() == (0, "", "4 written\n")
    assert readme.read_text() == f"# Mine\n\n<!-- mlarch: mine -->\n{MARKUP}<!-- /mlarch -->\n\nrest"
    assert Path("out/mine-dark.svg").read_text() == entry_loading.get("mine").to_svg(theme="dark")
    assert build("--check") == (0, "", "3 unchanged\n")


def test_the_rest_of_the_page_stays() -> None:
    """Line endings, tabs, code, other markers and the mode of the file do not change."""
    around = (
        "\ufeffa\r\n\tb  \r\n`<!-- mlarch: x -->`\r\n```\n<!-- mlarch: y -->\n```\n<!-- toc -->\r\n",
        "end\x0c",
    )
    readme = page(f"{around[0]}<!-- mlarch: mine -->\r\nold\r\n<!-- /mlarch -->{around[1]}")
    readme.chmod(0o640)
    assert build()[0] == 0
    inside = "<!-- mlarch: mine -->\n" + MARKUP + "<!-- /mlarch -->"
    assert readme.read_bytes().decode() == around[0] + inside.replace("\n", "\r\n") + around[1]
    assert readme.stat().st_mode & 0o777 == 0o640


def test_changes_are_stale() -> None:
    """A page is stale if its picture or the architecture has changed."""
    readme = page("<!-- mlarch: mine -->\n<!-- /mlarch -->\n")
    build()
    good = readme.read_text()
    readme.write_text(good.replace("Parts", "Bits"))
    assert build("--check")[:2] == (1, "README.md: stale\n")
    assert (build()[0], readme.read_text()) == (0, good)
    Path("architectures/mine.yaml").write_text(DOCUMENT.replace("Mine", "Yours"))
    assert "README.md: stale\n" in build("--check")[1]
    assert (build()[0], 'alt="Yours. ' in readme.read_text()) == (0, True)


def test_entries_of_the_zoo_and_other_pages() -> None:
    """`--page` fills markers of any entry in any page, and no other page."""
    readme, guide = page("<!-- mlarch: mine -->\n"), page("<!-- mlarch: zoo:nginx -->\n", "docs/guide.md")
    assert build("--page", "docs/guide.md")[0] == 0
    assert 'src="../out/flask-serving/2-nginx.svg"' in guide.read_text()
    assert Path("out/flask-serving/2-nginx-dark.svg").exists()
    assert readme.read_text() == "<!-- mlarch: mine -->\n"


def test_the_themes_of_the_project_are_shown() -> None:
    """If the project draws both themes, its files are shown and no others are drawn."""
    Path("mlarch.yaml").write_text("build: {formats: [svg], themes: [dark, light]}\n")
    readme = page("<!-- mlarch: mine -->\n")
    assert build() == (0, "", "3 written\n")
    assert 'srcset="out/mine.svg"' in readme.read_text()
    assert 'src="out/mine-light.svg"' in readme.read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n<!-- mlarch: mien -->", "README.md:2: unknown architecture 'mien'. Did you mean 'mine'?"),
        (
            "<!-- mlarch: kubernetes -->",
            "README.md:1: 'kubernetes' is a family: write one of kubernetes/1-without, kubernetes/2-with",
        ),
        ("<!-- mlarch: mine -->\ud800", "README.md: not UTF-8 text: invalid continuation byte at byte 21"),
    ],
)
def test_a_problem_has_the_line_of_its_marker(text: str, message: str) -> None:
    """A problem names the page and the line of the marker, and the page does not change."""
    whole = f"{text}\n<!-- mlarch: mine -->\n".encode(errors="surrogatepass")
    Path("README.md").write_bytes(whole)
    code, _, messages = build()
    assert (code, messages.splitlines()[0]) == (2, f"error: {message}")
    assert Path("README.md").read_bytes() == whole


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("<!-- mlarch: a -->x<!-- /mlarch -->", [("a", "x")]),
        ("<!--mlarch:a-->x<!-- /mlarch: a -->", [("a", "x")]),
        ("<!-- mlarch: a --> x <!-- mlarch: b -->y<!-- /mlarch -->", [("a", ""), ("b", "y")]),
        ("<!-- mlarch: a -->\n<!-- mlarch: a -->", [("a", "\n")]),
        ("<!-- mlarch: a -->\nmine\n<!-- mlarch: a -->", [("a", ""), ("a", "")]),
        ("<!-- /mlarch --><!-- mlarch: a -->", [("a", "")]),
        ("~~~\n<!-- mlarch: a -->\n~~~\n<!-- mlarch: b -->", [("b", "")]),
        ("`` ` <!-- mlarch: a --> ``", []),
        ("a lone ` and\n\n<!-- mlarch: b -->\n\nanother `", [("b", "")]),
        ("<!-- mlarch: -->", []),
    ],
)
def test_the_spans_of_markers(text: str, spans: list[tuple[str, str]]) -> None:
    """A marker spans up to its end marker, or nothing if there is none before the next marker."""
    assert [(marker.name, text[marker.start : marker.stop]) for marker in markers(text)] == spans
