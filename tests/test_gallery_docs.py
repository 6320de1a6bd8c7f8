"""The docs of a project and the help of the commands as pages: links lead somewhere, and nothing runs."""

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
from mlarch.publish.gallery.docs_pages import Manual
from mlarch.publish.gallery.markdown import to_html
from tools import HOSTILE, tool

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
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, *names: str) -> list[str]:
        return [value for _, attrs in self.found for name, value in attrs.items() if name in names]


ATTACKS = (
    '<img src=x onerror="alert(1)">',
    "text <b onclick=alert(1)>bold</b> <script>alert(1)</script>",
    "<div>\n<script>alert(1)</script>\n</div>",
    "<!-- kept from you --> <iframe src=//evil.example></iframe>",
    "<!-- never closed <script>alert(1)</script>",
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) ![i](javascript:alert(1))",
    "[a]: javascript:alert(1)\n\n[a] <javascript:alert(1)>",
    '[x](http://a.example "><script>alert(1)</script>")',
    '```"><script>alert(1)</script>\nx\n```',
    "| a | b |\n|:-:|--:|\n| <script>alert(1)</script> | [x](vbscript:x) |",
    "# <script>alert(1)</script>",
)


@pytest.mark.parametrize("source", [*ATTACKS, *HOSTILE], ids=str)
def test_nothing_that_is_written_runs(source: str) -> None:
    """Whatever stands in Markdown, the page has only elements and attributes of text, no style, no script."""
    found = Parsed(to_html(source, lambda address: address, lambda address: address).html).found
    assert {tag for tag, _ in found} <= TAGS
    assert {name for _, attrs in found for name in attrs} <= ATTRIBUTES
    assert [
        url
        for _, attrs in found
        for url in attrs.values()
        if re.match(r"\s*(java|vb)script:|data:", url, re.I)
    ] == []


def test_headings_have_the_anchors_of_github() -> None:
    """Words with hyphens, without signs, numbered where they come again."""
    text = to_html("# One `two`, three?\n# A\n# A\n", str, str)
    assert Parsed(text.html).values("id") == ["one-two-three", "a", "a-1"]
    assert text.title == "One two, three?"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project with docs, one architecture, and files that are nobody's to publish."""
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
    """Pages, entries, pictures and plain files are linked; of all else the words are left, and no file."""
    (docs / "one.md").write_text(f"# One\n\n## Two words\n\n{written} is said\n")
    site = Site(docs=docs)
    page = (site.content("docs/one.html") or b"").decode()
    said = Parsed(page.partition("<article")[2])
    assert [*dict.fromkeys(said.values("href", "src"))] == ([LINKS[written]] if LINKS[written] else [])
    assert " is said" in re.sub("<[^>]*>", "", page)
    for path in (path for path in site.paths() if path.startswith("docs/")):
        assert site.content(path) is not None
    assert [path for path in site.paths() if path.startswith("docs/files/")] == [
        f"docs/{LINKS[written]}" for _ in [0] if LINKS[written].startswith("files/")
    ]
    assert [value for value in said.values("src") if not value.startswith("files/")] == []
    assert "files/pictures/runs.svg" not in said.values("href")


def test_a_project_elsewhere_links_alike(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to an architecture leads to its page from wherever the gallery is written."""
    (docs / "one.md").write_text("[x](../architectures/a.yaml)")
    project = docs.absolute().parent
    monkeypatch.chdir("/")
    page = Site(project / "architectures", docs=project / "docs").content("docs/one.html") or b""
    assert b'href="../entries/a.html"' in page


def test_our_own_docs_lead_nowhere_wrong() -> None:
    """Every page of this project's docs is there; each of its links and pictures is a file of the site."""
    site = Manual(ROOT / "docs", None)
    entries = {
        path.relative_to(ROOT).as_posix(): "entries/x.html" for path in (ROOT / "architectures").rglob("*.*")
    }
    paths = {*site.paths(entries), *entries.values()}
    pages = {
        path: _article(site, path, entries)
        for path in paths
        if path.startswith("docs/") and path.endswith(".html")
    }
    assert len(pages) == len([*(ROOT / "docs").rglob("*.md")]) + 1
    anchors = {path: {*said.values("id")} for path, said in pages.items()}
    wrong = [
        (path, link)
        for path, said in pages.items()
        for link in said.values("href", "src")
        if not re.match("https?:", link) and not _leads(path, link, paths, anchors)
    ]
    assert wrong == []


def _article(site: Manual, path: str, entries: dict[str, str]) -> Parsed:
    def render(template: str, **values: object) -> str:
        return str(values.get("text", ""))

    return Parsed((site.content(path, entries, render) or b"").decode())


def _leads(path: str, link: str, paths: set[str], anchors: dict[str, set[str]]) -> bool:
    address, _, fragment = link.partition("#")
    target = (Path("/", path).parent / address).resolve().relative_to("/").as_posix() if address else path
    return target in paths and (not fragment or fragment in anchors[target])


def test_every_command_is_told() -> None:
    """Each command has a place with an anchor, its usage and every option, out of its own help."""
    context = click.Context(main, info_name="mlarch")
    told = {command.name: command for command in commands(context)}
    assert [*told] == ["mlarch", *(f"mlarch {name}" for name in main.list_commands(context))]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        options = {option for each in command.params for option in each.opts if option[0] == "-"}
        said = " ".join(option for option, _ in told[f"mlarch {name}"].options)
        assert [option for option in options if option not in said] == []
        assert told[f"mlarch {name}"].usage.startswith(f"mlarch {name} [OPTIONS]")
    page = Parsed((Site("none", commands=lambda: commands(context)).content("commands.html") or b"").decode())
    assert {name.replace(" ", "-") for name in told} <= {*page.values("id")}


def test_without_docs_there_are_none(docs: Path, tmp_path: Path) -> None:
    """A gallery without docs, or of no project, has no page of them and no link to any."""
    (docs / "one.md").write_text("# One\n")
    publish("with")
    publish("without", docs=False)
    publish("zoo", folder="none")
    assert Path("with/docs/one.html").exists()
    assert not Path("without/docs").exists() and not Path("zoo/docs").exists()
    assert "docs/" in Path("with/index.html").read_text()
    assert "docs/" not in Path("without/index.html").read_text()


def test_changes_of_docs_are_seen(docs: Path) -> None:
    """A changed page or picture is written again, and what no page shows any more is removed."""
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


def test_docs_are_read_from_the_disk(opened: str) -> None:
    """From the start page to the docs, to an entry, dark, on a phone: nothing fails or is too wide."""
    program, wrong = tool("chromium", "chromium-browser", "google-chrome"), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("console", lambda said: wrong.append(said.text))
        page.on("requestfailed", lambda request: wrong.append(request.url))
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
    assert wrong == []
