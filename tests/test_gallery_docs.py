"""Docs and command help in the gallery: links work, and nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from playwright.sync_api import expect, sync_playwright

from mlarch.cli import main
from mlarch.cli.command_help import commands
from mlarch.publish.gallery import Site, publish
from mlarch.publish.gallery.markdown import to_html
from mlarch.publish.gallery.pages.docs import DocsPages
from mlarch.publish.gallery.rendering import Renderer
from tools import HOSTILE, tool

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
TAGS = {
    *(
        "p",
        "a",
        "span",
        "img",
        "em",
        "strong",
        "s",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "br",
        "hr",
        "blockquote",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "rel", "src", "alt", "title", "loading", "class", "id", "start"}


class Parsed(HTMLParser):
    """The elements of a page: each tag with its attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, *names: str) -> list[str]:
        return [value for _, attrs in self.elements for name, value in attrs.items() if name in names]


ATTACKS = (
    '<img src=x onerror="alert(1)">',
    "text <b onclick=alert(1)>bold</b> <script>alert(1)</script>",
    "<div>\n<script>alert(1)</script>\n</div>",
    "<!-- a comment --> <iframe src=//evil.example></iframe>",
    "<!-- never closed <script>alert(1)</script>",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) ![i](javascript:alert(1))",
    "[a]: javascript:alert(1)\n\n[a] <javascript:alert(1)>",
    '[x](http://a.example "><script>alert(1)</script>")',
    '```"><script>alert(1)</script>\nx\n```',
    "| a | b |\n|:-:|--:|\n| <script>alert(1)</script> | [x](vbscript:x) |",
    "# <script>alert(1)</script>",
)


@pytest.mark.parametrize("source", [*ATTACKS, *HOSTILE], ids=str)
def test_nothing_in_markdown_runs(source: str) -> None:
    """Any Markdown becomes only text elements and attributes, without style or script."""
    elements = Parsed(to_html(source, lambda url: url, lambda url: url).html).elements
    assert {tag for tag, _ in elements} <= TAGS
    assert {name for _, attrs in elements for name in attrs} <= ATTRIBUTES
    assert [
        url
        for _, attrs in elements
        for url in attrs.values()
        if re.match(r"\s*(java|vb)script:|data:", url, re.I)
    ] == []


def test_headings_have_the_anchors_of_github() -> None:
    """Anchors are words with hyphens, without punctuation, numbered if they repeat."""
    text = to_html("# One `two`, three?\n# A\n# A\n", str, str)
    assert Parsed(text.html).values("id") == ["one-two-three", "a", "a-1"]
    assert text.title == "One two, three?"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project with docs and files that must not be published."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mlarch.project.registry.zoo", lambda: ())
    for name in ("architectures", "docs/more", "pictures"):
        Path(name).mkdir(parents=True)
    Path("architectures/a.yaml").write_text("title: Ours\nnodes: {x: {label: X}}\n")
    Path("pictures/p.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    Path("pictures/runs.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    Path("docs/more/deep.md").write_text("Up to [one](../one.md#two-words)")
    for name in ("secret.txt", "docs/.hidden.txt", "docs/page.html", "docs/run.js"):
        Path(name).write_text("secret")
    Path("docs/out.txt").symlink_to("/etc/hostname")
    return Path("docs")


LINKS = {
    "[x](more/deep.md)": "more/deep.html",
    "[x](one.md#two-words)": "one.html#two-words",
    "[x](#two-words)": "#two-words",
    "[x](../architectures/a.yaml)": "../entries/a.html",
    "[x](https://example.com/a?b#c)": "https://example.com/a?b#c",
    "[x](../secret.txt)": "files/secret.txt",
    "![x](../pictures/p.svg)": "files/pictures/p.svg",
    "[x](../pictures/p.svg)": "files/pictures/p.svg",
    "[x](../pictures/runs.svg)": "",
    "![x](../pictures/runs.svg)": "files/pictures/runs.svg",
    "![x](https://example.com/x.png)": "https://example.com/x.png",
    "[x](../missing.md)": "",
    "[x](../../outside.txt)": "",
    "[x](/etc/passwd)": "",
    "[x](.hidden.txt)": "",
    "[x](out.txt)": "",
    "[x](page.html)": "",
    "[x](run.js)": "",
    "[x](file:///etc/passwd)": "",
    "![x](../secret.txt)": "",
}


@pytest.mark.parametrize("written", LINKS)
def test_each_link_leads_to_a_file_of_the_site(docs: Path, written: str) -> None:
    """Pages, entries, pictures and plain files are linked, nothing else."""
    (docs / "one.md").write_text(f"# One\n\n## Two words\n\n{written} and more\n")
    site = Site(docs=docs)
    page = (site.content("docs/one.html") or b"").decode()
    article = Parsed(page.partition("<article")[2])
    assert [*dict.fromkeys(article.values("href", "src"))] == ([LINKS[written]] if LINKS[written] else [])
    assert " and more" in re.sub("<[^>]*>", "", page)
    for path in (path for path in site.paths() if path.startswith("docs/")):
        assert site.content(path) is not None
    assert [path for path in site.paths() if path.startswith("docs/files/")] == [
        f"docs/{LINKS[written]}" for _ in [0] if LINKS[written].startswith("files/")
    ]
    assert [value for value in article.values("src") if not value.startswith("files/")] == []
    assert "files/pictures/runs.svg" not in article.values("href")


def test_links_work_from_any_working_directory(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to an architecture leads to its page, whatever the working directory."""
    (docs / "one.md").write_text("[x](../architectures/a.yaml)")
    project = docs.absolute().parent
    monkeypatch.chdir("/")
    page = Site(project / "architectures", docs=project / "docs").content("docs/one.html") or b""
    assert b'href="../entries/a.html"' in page


def test_links_of_our_docs_work() -> None:
    """Every page of our docs exists, and each link and picture is a file of the site."""
    site = DocsPages(ROOT / "docs", None)
    entries = {
        path.relative_to(ROOT).as_posix(): "entries/x.html" for path in (ROOT / "architectures").rglob("*.*")
    }
    paths = {*site.paths(entries), *entries.values()}
    pages = {
        path: _article(site, path, entries)
        for path in paths
        if path.startswith("docs/") and path.endswith(".html")
    }
    assert len(pages) == len([*(ROOT / "docs").rglob("*.md")])
    anchors = {path: {*page.values("id")} for path, page in pages.items()}
    broken = [
        (path, link)
        for path, page in pages.items()
        for link in page.values("href", "src")
        if not re.match("https?:", link) and not _leads(path, link, paths, anchors)
    ]
    assert broken == []


def _article(site: DocsPages, path: str, entries: dict[str, str]) -> Parsed:
    renderer = Renderer(live=False, folder="architectures", docs_link=site.link)
    page = (site.content(path, entries, renderer) or b"").decode()
    return Parsed(page.partition("<article")[2])


def _leads(path: str, link: str, paths: set[str], anchors: dict[str, set[str]]) -> bool:
    address, _, fragment = link.partition("#")
    target = (Path("/", path).parent / address).resolve().relative_to("/").as_posix() if address else path
    return target in paths and (not fragment or fragment in anchors[target])


def test_every_command_has_a_reference() -> None:
    """Each command has an anchor, its usage and every option, from its help."""
    context = click.Context(main, info_name="mlarch")
    reference = {command.name: command for command in commands(context)}
    assert [*reference] == ["mlarch", *(f"mlarch {name}" for name in main.list_commands(context))]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts if option[0] == "-"}
        listed = " ".join(option for option, _ in reference[f"mlarch {name}"].options)
        assert [option for option in options if option not in listed] == []
        assert reference[f"mlarch {name}"].usage.startswith(f"mlarch {name} [OPTIONS]")
    page = Parsed((Site("none", commands=lambda: commands(context)).content("commands.html") or b"").decode())
    assert {name.replace(" ", "-") for name in reference} <= {*page.values("id")}


def test_a_gallery_without_docs(docs: Path, tmp_path: Path) -> None:
    """A gallery without docs has neither docs pages nor links to them."""
    (docs / "one.md").write_text("# One\n")
    publish("with")
    publish("without", docs=False)
    publish("zoo", folder="none")
    assert Path("with/docs/one.html").exists()
    assert not Path("without/docs").exists() and not Path("zoo/docs").exists()
    assert "docs/" in Path("with/index.html").read_text()
    assert "docs/" not in Path("without/index.html").read_text()


def test_changes_of_docs_are_detected(docs: Path) -> None:
    """A changed page or picture is written again, and an unused picture is removed."""
    (docs / "one.md").write_text("# One\n\n![x](../pictures/p.svg)\n")
    publish("site")
    assert publish("site").written == ()
    Path("pictures/p.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='2'/>")
    assert publish("site").written == (Path("site/docs/files/pictures/p.svg"),)
    (docs / "one.md").write_text("# One\n\nNo picture\n")
    done = publish("site")
    assert Path("site/docs/one.html") in done.written
    assert done.removed == (Path("site/docs/files/pictures/p.svg"),)


@pytest.fixture
def opened(docs: Path) -> Iterator[str]:
    (docs / "one.md").write_text(
        "# One\n\n[Ours](../architectures/a.yaml) ![x](../pictures/p.svg) <b onclick=x>b</b>\n"
    )
    publish("site", commands=lambda: commands(click.Context(main, info_name="mlarch")))
    yield Path("site/index.html").absolute().as_uri()


def test_docs_open_from_disk(opened: str) -> None:
    """On a phone, in the dark theme, the docs work from the disk without errors."""
    program, errors = tool("chromium", "chromium-browser", "google-chrome"), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("console", lambda message: errors.append(message.text))
        page.on("requestfailed", lambda request: errors.append(request.url))
        page.goto(f"{opened}#theme=dark")
        page.get_by_role("link", name="Docs", exact=True).click()
        page.locator(".index a", has_text="One").click()
        expect(page.locator("html.dark h1")).to_have_text("One")
        assert page.locator("article img").evaluate("image => image.complete")
        page.locator(".contents a", has_text="Commands").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".contents a", has_text="One").click()
        page.locator("article a", has_text="Ours").click()
        expect(page.locator("h1")).to_have_text("Ours")
        browser.close()
    assert errors == []
