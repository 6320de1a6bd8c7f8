"""The gallery: what its files are, and what a browser shows and does with them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from mlarch import listing
from mlarch.cli import main
from mlarch.gallery import Site, write
from mlarch.model import Architecture
from tools import HOSTILE, hostile, tool

OWN = """\
extends: gcp-scaling/6-cache
title: Ours
nodes:
  cache: {label: Our cache}
"""
ENTRY = "entries/gcp-scaling/6-cache.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the gallery of the zoo, an own architecture, one full of markup and a broken one."""
    folder = tmp_path_factory.mktemp("gallery")
    own = folder / "architectures"
    own.mkdir()
    (own / "ours.yaml").write_text(OWN)
    (own / "broken.yaml").write_text("title: Broken\nnodse: {}\n")
    for number, text in enumerate(_markup()):
        (own / f"hostile{number}.yaml").write_text(
            hostile(text).replace(name=f"hostile{number}", tags=(text,)).to_yaml(), "utf-8"
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(_Quick(), folder / "a b" / "site")
    return folder / "a b" / "site"


class _Quick(Site):
    """A site without the files that take long to make and that no page shows."""

    def paths(self) -> Iterator[str]:
        slow = (".png", ".drawio", ".d2")
        return (path for path in super().paths() if path.startswith("icons/") or not path.endswith(slow))


def _markup() -> list[str]:
    """Return the hostile texts that mean something in HTML, in JSON or in a script."""
    return [text for text in HOSTILE if re.search("[<&\"'`{$]|\u2028|\x1b", text)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = tool("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


class Visit:
    """A page of the site, and what went wrong in it."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page, self.site = page, site
        self.wrong: list[str] = []
        self.loaded: list[str] = []
        page.on("console", lambda said: self.wrong.append(said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("requestfailed", self.failed)
        page.on("request", lambda request: self.loaded.append(request.url))

    def failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # which is what leaving a page does to its pictures
            self.wrong.append(f"failed {request.url}: {request.failure}")

    def open(self, address: str) -> Page:
        self.page.goto("about:blank")
        self.page.goto(f"{self.site.as_uri()}/{address}")
        return self.page


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """Open pages; no console error, no request that fails or leaves the site."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    visited = Visit(page, site)
    yield visited
    page.close()
    outside = [url for url in visited.loaded if not url.startswith((site.as_uri(), "about:", "data:"))]
    assert (visited.wrong, outside) == ([], [])


# Files.


def test_every_entry_and_family_has_a_page(site: Path) -> None:
    """The zoo is there, one's own beside it, and each card leads to a file."""
    for entry in listing.zoo():
        assert (site / "entries" / f"{entry.name}.html").is_file()
        assert (site / "files" / f"{entry.name}.svg").is_file()
    for family in listing.families(listing.zoo()):
        assert (site / "families" / f"{family.name}.html").is_file()
    start = (site / "index.html").read_text("utf-8")
    links = re.findall(r'href="((?:entries|families)/[^"]+)"', start)
    assert "entries/ours.html" in links
    assert [link for link in links if not (site / link).is_file()] == []


def test_every_page_forbids_what_is_not_the_sites(site: Path) -> None:
    """The policy allows files of the site alone; no page has a script, style or handler in itself."""
    pages = [*site.rglob("*.html")]
    assert len(pages) > 20
    for page in pages:
        text = page.read_text("utf-8")
        assert (
            "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'"
            in html.unescape(text)
        )
        assert _Inline(text).found == [], page


class _Inline(HTMLParser):
    """The styles, handlers and scripts that stand in a page itself, but for data."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        is_code = tag == "script" and "src" not in names and names.get("type") != "application/json"
        if tag == "style" or is_code or any(name.startswith("on") or name == "style" for name in names):
            self.found.append(str(self.get_starttag_text()))


def test_the_same_gallery_again_writes_nothing(tmp_path: Path) -> None:
    """What is there is left as it is, and what was tampered with is put right."""
    site = _Few(tmp_path / "none")
    written, _ = write(site, tmp_path / "site")
    (tmp_path / "site" / "static" / "stage.js").write_text("x")
    again, unchanged = write(_Few(tmp_path / "none"), tmp_path / "site")
    assert again == (tmp_path / "site" / "static" / "stage.js",)
    assert len(unchanged) == len(written) - 1


class _Few(Site):
    """The files of a site that belong to no entry, and those of one."""

    def paths(self) -> Iterator[str]:
        yield from ("static/gallery.css", "static/stage.js", "entries/flask-serving/2-nginx.html")
        yield from (f"files/flask-serving/2-nginx{suffix}" for suffix in (".svg", ".mmd", ".yaml", ".py"))


def test_what_is_taken_away_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each download is what its format says, and the overlay loads back as the entry."""
    monkeypatch.chdir(tmp_path)
    site = Site(tmp_path / "none")
    files = {name: site.content(f"files/flask-serving/2-nginx.{name}") or b"" for name in _SUFFIXES}
    assert {name: start for name, start in _SUFFIXES.items() if not files[name].startswith(start)} == {}
    overlay = tmp_path / "overlay.yaml"
    overlay.write_bytes(files["yaml"])
    assert b"extends: flask-serving/2-nginx" in files["yaml"]
    assert Architecture.from_yaml(overlay).nodes == listing.get("flask-serving/2-nginx").nodes


_SUFFIXES = {
    "svg": b"<svg",
    "png": b"\x89PNG",
    "mmd": b"---",
    "d2": b"",
    "drawio": b"<mxfile",
    "yaml": b"#",
    "py": b"from diagrams import",
}


@pytest.mark.parametrize("path", ["../pyproject.toml", "static/../site.py", "static/x.js", "files/x.svg", ""])
def test_nothing_else_is_in_a_site(path: str, tmp_path: Path) -> None:
    """A path that is not one of the site's is no file, wherever it leads."""
    assert Site(tmp_path).content(path) is None


def test_a_broken_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command names what is wrong with its line, exits 2, and the page says the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mlarch.entries.zoo", lambda: ())
    (tmp_path / "architectures").mkdir()
    (tmp_path / "architectures" / "broken.yaml").write_text("title: Broken\nnodse: {}\n")
    (tmp_path / "architectures" / "good.yaml").write_text("nodes: {a: {label: A}}\n")
    result = CliRunner().invoke(main, ["gallery", "-o", "out"])
    problem = "architectures/broken.yaml:2:1: document: unknown key 'nodse'. Did you mean 'nodes' or 'notes'?"
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0] == f"error: {problem}"
    assert problem.replace("'", "&#39;") in (tmp_path / "out" / "entries" / "broken.html").read_text()
    assert "A</text>" in (tmp_path / "out" / "entries" / "good.html").read_text()


# In a browser.


def test_the_start_page_filters(visit: Visit) -> None:
    """Text, role and provider narrow the cards, stand in the address, and are there when it is opened."""
    page = visit.open("index.html")
    cards = page.locator(".card:visible")
    whole = cards.count()
    page.fill("[name=text]", "memorystore pub/sub")
    narrowed = cards.count()
    assert 0 < narrowed < whole
    page.fill("[name=text]", "")
    page.select_option("[name=role]", "cache")
    page.select_option("[name=family]", "gcp-scaling")
    expect(cards).to_have_count(4)
    assert page.url.endswith("#role=cache&family=gcp-scaling")
    page.reload()
    expect(cards).to_have_count(4)
    page.click("button[type=reset]")
    expect(cards).to_have_count(whole)


def test_own_architectures_stand_beside_the_zoos(visit: Visit) -> None:
    """An own card says so; a broken one says what is wrong with it."""
    page = visit.open("index.html")
    expect(page.locator(".card:has(a[href='entries/ours.html']) .own")).to_have_text("yours")
    expect(page.locator(".card.broken")).to_contain_text("broken.yaml:2:1: document: unknown key 'nodse'")
    page.click("a[href='entries/ours.html']")
    expect(page.locator("h1")).to_have_text("Ours")
    expect(page.locator(".node[data-id=cache]")).to_contain_text("Our cache")


def _view(page: Page) -> list[float]:
    text = page.locator("#stage svg").get_attribute("viewBox") or ""
    return [float(number) for number in text.split()]


def test_the_picture_zooms_and_moves(visit: Visit) -> None:
    """Buttons, keys and dragging change what is seen, and fit shows all again."""
    page = visit.open(ENTRY)
    full = _view(page)
    page.click("[data-do='+']")
    assert _view(page)[2] == pytest.approx(full[2] / 1.25)
    page.focus("#stage")
    page.keyboard.press("ArrowRight")
    assert _view(page)[0] > full[0]
    before = _view(page)
    page.mouse.move(400, 500)
    page.mouse.down()
    page.mouse.move(460, 500, steps=3)
    page.mouse.up()
    assert _view(page)[0] < before[0]
    page.keyboard.press("0")
    assert _view(page) == full


def test_a_part_tells_of_itself(visit: Visit) -> None:
    """Pointing and the keyboard show role, technology, neighbours and equivalents; a click is kept."""
    page = visit.open(ENTRY)
    details = page.locator("#details")
    page.hover(".node[data-id=cache]")
    for said in ("Memorystore", "Keeps answers at hand", "Redis, cache-aside", "AWS: ElastiCache same"):
        expect(details).to_contain_text(said)
    page.click(".node[data-id=dns]")
    assert page.url.endswith("#part=dns")
    page.focus(".node[data-id=cache]")
    expect(details.locator("h2")).to_have_text("Memorystore")
    page.keyboard.press("Enter")
    assert page.url.endswith("#part=cache")


def test_a_line_of_the_flow_lights_its_edge(visit: Visit) -> None:
    """What is pointed at in the list is lit in the picture, and nothing else is."""
    page = visit.open(ENTRY)
    page.hover(".flow li:nth-child(1) button")
    lit = page.locator("#stage .edge.lit")
    expect(lit).to_have_count(1)
    assert lit.get_attribute("data-id") == page.get_attribute(".flow li:nth-child(1) button", "data-edge")
    page.hover("h1")
    expect(lit).to_have_count(0)


def test_provider_and_theme_stand_in_the_address(visit: Visit) -> None:
    """A link shows the provider, the colors and the part that one saw; other pages keep the theme."""
    page = visit.open(ENTRY)
    page.click("button[data-provider=aws]")
    expect(page.locator(".node[data-id=cache]")).to_contain_text("ElastiCache")
    page.click("#theme")
    assert page.evaluate("document.documentElement.classList.contains('dark')")
    linked = visit.open(f"{ENTRY}{page.url[page.url.index('#') :]}&part=load-balancer")
    expect(linked.locator("button[data-provider=aws]")).to_have_attribute("aria-pressed", "true")
    expect(linked.locator("#details h2")).to_have_text("Load balancer")
    box = linked.locator(".node[data-id=cache] .box")
    assert box.evaluate("box => getComputedStyle(box).fill") == "rgb(27, 37, 54)"
    linked.click(".home")
    expect(linked.locator("html.dark")).to_have_count(1)


def test_icons_are_files_that_load(visit: Visit) -> None:
    """The picture shows its icons from the site, and its card is drawn."""
    page = visit.open(ENTRY)
    page.wait_for_load_state("networkidle")
    icons = [url for url in visit.loaded if "/icons/" in url]
    assert len(icons) > 5
    assert (visit.site / "icons" / icons[0].rsplit("/", 1)[1]).is_file()


def test_a_family_is_stepped_through(visit: Visit) -> None:
    """Arrow keys and the slider go through the steps; what is new is lit, what stays does not move."""
    page = visit.open("families/gcp-scaling.html#step=3")
    place = "node => ['x', 'y'].map(name => node.getAttribute(name))"
    before = page.locator(".node[data-id=users] .box").evaluate(place)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#count")).to_have_text("4 of 9")
    assert page.url.endswith("#step=4")
    expect(page.locator(".node.new")).to_have_count(2)
    assert page.locator(".node[data-id=users] .box").evaluate(place) == before
    page.locator("#slider").fill("9")
    expect(page.locator("#name")).to_contain_text("offline inference")
    expect(page.locator("#after")).to_be_disabled()


def test_a_decision_is_answered(visit: Visit) -> None:
    """Answers lead to a leaf and its products, light the way, and stand in the address."""
    page = visit.open("entries/sql-vs-nosql.html")
    page.click(".answer:has-text('structured') >> nth=0")
    page.click(".answer:has-text('analytics')")
    expect(page.locator("#ask")).to_contain_text("BigQuery")
    expect(page.locator(".node.taken")).to_have_count(3)
    expect(page.locator(".edge.taken")).to_have_count(2)
    address = page.url.partition("#")[2]
    page = visit.open(f"entries/sql-vs-nosql.html#{address}")
    expect(page.locator("#ask")).to_contain_text("BigQuery")
    page.click("text=Start again")
    expect(page.locator(".node.taken")).to_have_count(0)


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """From the start page Tab and Enter lead to an entry, its provider and its parts."""
    page = visit.open("index.html#text=Ours")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.locator(".card:visible a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ours")
    page.locator("button[data-provider=azure]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("button[data-provider=azure]")).to_have_attribute("aria-pressed", "true")
    page.locator("#stage").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#details h2")).not_to_have_count(0)


@pytest.mark.parametrize(
    "address", ["index.html", ENTRY, "families/gcp-scaling.html", "entries/sql-vs-nosql.html"]
)
def test_a_phone_needs_no_scrolling_aside(address: str, visit: Visit) -> None:
    """At 360 px nothing is wider than the screen."""
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.open(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("number", range(len(_markup())))
def test_labels_are_text(number: int, visit: Visit) -> None:
    """Markup in every field of a document is read as text, on its page and on its card."""
    page = visit.open(f"entries/hostile{number}.html")
    expect(page.locator("html[data-ready]")).to_have_count(1)
    wanted = _plain(_markup()[number])
    assert _plain(page.inner_text("h1")) == wanted
    assert page.locator("main img, main script:not([type]), iframe").count() == 0
    page.hover(".node[data-id=end]")
    assert _plain(page.inner_text("#details h2")) == wanted


def _plain(text: str) -> str:
    return " ".join(re.sub("[\x00\x1b]", "\ufffd", text).split())


def test_hostile_cards_are_text(visit: Visit) -> None:
    """The start page has a card of each, and no element that a label wrote."""
    page = visit.open("index.html")
    titles = {*map(_plain, page.locator(".card h2").all_inner_texts())}
    assert {*map(_plain, _markup())} - titles == set()
    assert page.locator(".card script, .card img:not(.in-light):not(.in-dark)").count() == 0


def contrast(colors: list[list[int]]) -> float:
    """Return the WCAG contrast of two colors."""

    def light(rgb: list[int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted(map(light, colors))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read(theme: str, visit: Visit) -> None:
    """Every text outside the picture has the contrast that level AA asks for."""
    page = visit.open(f"{ENTRY}#theme={theme}&provider=aws")
    low: list[Any] = [found for found in page.evaluate(_COLORS) if contrast(found["colors"]) < 4.5]
    assert low == []


_COLORS = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *:not(svg *)')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => one.getClientRects().length)
    .map(one => ({ text: one.textContent.trim().slice(0, 40),
      colors: [rgb(getComputedStyle(one).color).slice(0, 3), behind(one)] }));
}"""
