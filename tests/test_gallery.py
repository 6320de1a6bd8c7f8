"""The gallery: its files, and its pages in a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from mlarch.cli import main
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry
from mlarch.publish.gallery import Site, write
from tools import HOSTILE, hostile
from visits import Visit, opened, visiting

pytestmark = pytest.mark.slow

OWN = """\
extends: gcp-scaling/6-cache
title: Ours
nodes:
  cache: {label: Our cache}
"""
ENTRY = "entries/gcp-scaling/6-cache.html"
FAMILY = "families/gcp-scaling.html"
DECISION = "entries/sql-vs-nosql.html"

# Every character with a meaning in HTML, JSON or a script.
MARKUP = " ".join(text for text in HOSTILE if re.search("[<&\"'`{$]|\u2028|\x1b", text))
_EVERYWHERE = hostile(MARKUP).replace(
    tags=(MARKUP,), notes=(MARKUP,), pros=(MARKUP,), cons=(MARKUP,), source=MARKUP, evidence=MARKUP
)
_DECISION = {
    "title": MARKUP,
    "summary": MARKUP,
    "questions": {"a": {"text": MARKUP, "answers": {MARKUP: {"to": "end", "note": MARKUP}}}},
    "leaves": {
        "end": {
            "label": MARKUP,
            "reason": MARKUP,
            "products": {"aws": [{"name": MARKUP, "status": "extension", "note": MARKUP}]},
        }
    },
}
HOSTILE_FILES = {
    **{
        f"{name}.yaml": _EVERYWHERE.replace(name=name).to_yaml()
        for name in ("hostile", "grown/1-a", "grown/2-b")
    },
    "asked.yaml": yaml.safe_dump(_DECISION),
    "unread.yaml": json.dumps({"title": MARKUP, MARKUP: 1}),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the gallery of the zoo and of local, hostile and broken documents."""
    folder = tmp_path_factory.mktemp("gallery")
    own = folder / "architectures"
    own.mkdir()
    (own / "ours.yaml").write_text(OWN)
    (own / "broken.yaml").write_text("title: Broken\nnodse: {}\n")
    for name, text in HOSTILE_FILES.items():
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(_Quick(), folder / "a b" / "site")
    return folder / "a b" / "site"


class _Quick(Site):
    """A site without slow downloads that no page shows."""

    def paths(self) -> Iterator[str]:
        for path in super().paths():
            is_slow = path.startswith("files/") and (not path.endswith(".svg") or path.endswith("-dark.svg"))
            if not is_slow and not path.endswith(("png.js", "svg.js")):
                yield path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    with visiting(browser, site.as_uri()) as visited:
        yield visited


# Files.


def test_every_entry_and_family_has_a_page(site: Path) -> None:
    """The zoo and local architectures have pages, and each card links to one."""
    for entry in registry.zoo():
        assert (site / "entries" / f"{entry.name}.html").is_file()
        assert (site / "files" / f"{entry.name}.svg").is_file()
    for family in registry.families(registry.zoo()):
        assert (site / "families" / f"{family.name}.html").is_file()
    start = (site / "index.html").read_text("utf-8")
    links = re.findall(r'href="((?:entries|families)/[^"]+)"', start)
    assert "entries/ours.html" in links
    assert [link for link in links if not (site / link).is_file()] == []


def test_every_page_allows_only_files_of_the_site(site: Path) -> None:
    """The policy allows files of the site only; no page has inline code."""
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
    """The inline styles, handlers and scripts of a page, except JSON data."""

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
    """Unchanged files are left alone, and a file that was edited is restored."""
    site = _Few(tmp_path / "none")
    written, _ = write(site, tmp_path / "site")
    (tmp_path / "site" / "static" / "stage.js").write_text("x")
    again, unchanged = write(_Few(tmp_path / "none"), tmp_path / "site")
    assert again == (tmp_path / "site" / "static" / "stage.js",)
    assert len(unchanged) == len(written) - 1


class _Few(Site):
    """Some files of a site: two static ones, and those of one entry."""

    def paths(self) -> Iterator[str]:
        yield from ("static/gallery.css", "static/stage.js", "entries/flask-serving/2-nginx.html")
        yield from (f"files/flask-serving/2-nginx{suffix}" for suffix in (".svg", ".mmd", ".yaml", ".py"))


def test_downloads_are_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each download has the content of its format, and the overlay loads as the entry."""
    monkeypatch.chdir(tmp_path)
    site = Site(tmp_path / "none")
    files = {name: site.content(f"files/flask-serving/2-nginx.{name}") or b"" for name in _SUFFIXES}
    assert {name: start for name, start in _SUFFIXES.items() if not files[name].startswith(start)} == {}
    overlay = tmp_path / "overlay.yaml"
    overlay.write_bytes(files["yaml"])
    assert b"extends: flask-serving/2-nginx" in files["yaml"]
    assert Architecture.from_yaml(overlay).nodes == entry_loading.get("flask-serving/2-nginx").nodes


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
def test_a_site_has_no_other_files(path: str, tmp_path: Path) -> None:
    """A path outside the site has no content."""
    assert Site(tmp_path).content(path) is None


def test_a_broken_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command exits with 2; it and the page show the problem with its line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mlarch.project.registry.zoo", lambda: ())
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
    """Text, role and family filter the cards; the URL records the filters."""
    page = visit.open("index.html")
    cards = page.locator(".card:visible")
    total = cards.count()
    page.fill("[name=text]", "memorystore pub/sub")
    filtered = cards.count()
    assert 0 < filtered < total
    page.fill("[name=text]", "")
    page.select_option("[name=role]", "cache")
    page.select_option("[name=family]", "gcp-scaling")
    expect(cards).to_have_count(4)
    assert page.url.endswith("#role=cache&family=gcp-scaling")
    page.reload()
    expect(cards).to_have_count(4)
    page.click("button[type=reset]")
    expect(cards).to_have_count(total)


def test_local_architectures_are_marked(visit: Visit) -> None:
    """The card of a local architecture is marked, or shows its problem."""
    page = visit.open("index.html")
    expect(page.locator(".card:has(a[href='entries/ours.html']) .own")).to_have_text("yours")
    expect(page.locator(".card.broken:has(a[href='entries/broken.html'])")).to_contain_text(
        "broken.yaml:2:1: document: unknown key 'nodse'"
    )
    page.click("a[href='entries/ours.html']")
    expect(page.locator("h1")).to_have_text("Ours")
    expect(page.locator(".node[data-id=cache]")).to_contain_text("Our cache")


def _view(page: Page) -> list[float]:
    text = page.locator("#stage svg").get_attribute("viewBox") or ""
    return [float(number) for number in text.split()]


def test_the_picture_zooms_and_moves(visit: Visit) -> None:
    """Buttons, keys and dragging change the view, and 0 restores it."""
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


def test_details_follow_pointer_and_focus(visit: Visit) -> None:
    """Pointer and focus show the details of a node; a click selects it."""
    page = visit.open(ENTRY)
    details = page.locator("#details")
    page.hover(".node[data-id=cache]")
    for text in ("Memorystore", "Keeps answers at hand", "Redis, cache-aside", "AWS: ElastiCache same"):
        expect(details).to_contain_text(text)
    page.click(".node[data-id=dns]")
    assert page.url.endswith("#part=dns")
    page.focus(".node[data-id=cache]")
    expect(details.locator("h2")).to_have_text("Memorystore")
    page.keyboard.press("Enter")
    assert page.url.endswith("#part=cache")


def test_a_step_of_a_flow_highlights_its_edge(visit: Visit) -> None:
    """Pointing at a step highlights its edge, and no other."""
    page = visit.open(ENTRY)
    page.hover(".flow li:nth-child(1) button")
    lit = page.locator("#stage .edge.lit")
    expect(lit).to_have_count(1)
    assert lit.get_attribute("data-id") == page.get_attribute(".flow li:nth-child(1) button", "data-edge")
    page.hover("h1")
    expect(lit).to_have_count(0)


def test_the_url_records_provider_and_theme(visit: Visit) -> None:
    """A link restores provider, theme and selection; other pages keep the theme."""
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


def test_icons_are_files_of_the_site(visit: Visit, site: Path) -> None:
    """The picture loads its icons from the site."""
    page = visit.open(ENTRY)
    page.wait_for_load_state("networkidle")
    icons = [url for url in visit.requests if "/icons/" in url]
    assert len(icons) > 5
    assert (site / "icons" / icons[0].rsplit("/", 1)[1]).is_file()


def test_a_family_is_stepped_through(visit: Visit) -> None:
    """Arrow keys and slider change the step, and new items are highlighted."""
    page = visit.open("families/gcp-scaling.html#step=3")
    place = "node => ['x', 'y'].map(name => node.getAttribute(name))"
    before = page.locator(".node[data-id=users] .box").evaluate(place)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#count")).to_have_text("4 of 9")
    assert page.url.endswith("#step=4")
    expect(page.locator(".node.new")).to_have_count(2)
    assert page.locator(".node[data-id=users] .box").evaluate(place) == before
    page.locator("#slider").fill("9")
    expect(page.locator("#step-title")).to_have_text("Offline inference")
    expect(page.locator("#next")).to_be_disabled()


def test_a_decision_is_answered(visit: Visit) -> None:
    """Answers lead to a leaf and its products, highlight the path, and are in the URL."""
    page = visit.open("entries/sql-vs-nosql.html")
    page.click(".answer:has-text('structured') >> nth=0")
    page.click(".answer:has-text('analytics')")
    expect(page.locator("#ask")).to_contain_text("BigQuery")
    expect(page.locator(".node.taken")).to_have_count(3)
    expect(page.locator(".edge.taken")).to_have_count(2)
    fragment = page.url.partition("#")[2]
    page = visit.open(f"entries/sql-vs-nosql.html#{fragment}")
    expect(page.locator("#ask")).to_contain_text("BigQuery")
    page.click("text=Start over")
    expect(page.locator(".node.taken")).to_have_count(0)


PHONE = {"width": 360, "height": 740}


def _at(page: Page, place: tuple[float, float]) -> list[float]:
    """Return the point of the picture at a position on the screen."""
    point: list[float] = page.evaluate(
        """([x, y]) => {
          const back = document.querySelector("#stage svg").getScreenCTM().inverse();
          const point = new DOMPoint(x, y).matrixTransform(back);
          return [point.x, point.y];
        }""",
        place,
    )
    return point


def _until(page: Page, condition: str) -> None:
    """Wait for a condition; the pages forbid what `wait_for_function` does."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(condition)


def _middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_wheel_zooms_at_the_pointer(visit: Visit) -> None:
    """The point under the pointer stays; on a page that scrolls, zooming needs Ctrl."""
    page = visit.open(ENTRY)
    full, place = _view(page), _middle(page, ".node[data-id=cache]")
    below = _at(page, place)
    page.mouse.move(*place)
    page.mouse.wheel(0, -300)
    _until(page, "document.querySelector('#stage.zoomed')")
    assert _view(page)[2] < full[2]
    assert _at(page, place) == pytest.approx(below, abs=1)
    page.set_viewport_size({"width": 800, "height": 500})
    page.reload()
    full = _view(page)
    page.mouse.move(*_middle(page, "#stage"))
    page.mouse.wheel(0, 200)
    _until(page, "scrollY > 100")
    assert _view(page) == full
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    _until(page, "document.querySelector('#stage.zoomed')")


def test_a_double_click_zooms_in_and_out(visit: Visit) -> None:
    """A double click zooms in, another one out; f toggles full screen."""
    page = visit.open(ENTRY)
    full, place = _view(page), _middle(page, ".node[data-id=cache]")
    below = _at(page, place)
    page.mouse.dblclick(*place)
    assert _view(page)[2] == pytest.approx(full[2] * 0.4)
    assert _at(page, place) == pytest.approx(below, abs=1)
    page.mouse.dblclick(*place)
    assert _view(page) == full
    page.focus("#stage")
    page.keyboard.press("f")
    _until(page, "document.fullscreenElement?.id === 'stage'")
    page.keyboard.press("f")
    _until(page, "document.fullscreenElement === null")


class Fingers:
    """Touch gestures on a phone."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def drag(self, start: tuple[float, float], dx: float, dy: float) -> None:
        x, y = start
        self.touch("touchStart", (x, y))
        for step in range(1, 6):
            self.touch("touchMove", (x + dx * step / 5, y + dy * step / 5))
        self.touch("touchEnd")

    def pinch(self, middle: tuple[float, float], start: float, end: float) -> None:
        x, y = middle
        for step in range(7):
            size = start + (end - start) * max(step - 1, 0) / 5
            self.touch("touchMove" if step else "touchStart", (x, y - size), (x, y + size))
        self.touch("touchEnd")

    def tap(self, place: tuple[float, float]) -> None:
        self.touch("touchStart", place)
        self.touch("touchEnd")


def test_two_fingers_zoom_and_one_scrolls(browser: Browser, site: Path) -> None:
    """A pinch zooms; one finger scrolls the page, or moves a zoomed picture."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with visiting(browser, site.as_uri(), **phone) as visited:
        page = visited.open(ENTRY)
        fingers = Fingers(page)
        page.evaluate("document.getElementById('stage').scrollIntoView({block: 'center'})")
        full, middle, scrolled = _view(page), _middle(page, "#stage"), page.evaluate("scrollY")
        below = _at(page, middle)
        fingers.pinch(middle, 30, 90)
        assert _view(page)[2] == pytest.approx(full[2] / 3, rel=0.1)
        assert _at(page, middle) == pytest.approx(below, abs=3)
        before = _view(page)
        fingers.drag(middle, 60, 40)
        assert _view(page)[0] < before[0] and _view(page)[1] < before[1]
        assert page.evaluate("scrollY") == scrolled
        fingers.tap(middle)
        fingers.tap(middle)
        _until(page, "!document.querySelector('#stage.zoomed')")
        fingers.drag(middle, 0, -150)
        _until(page, f"scrollY > {scrolled} + 50")
        assert _view(page) == full


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_reduced_motion_stops_animations(wish: Any, moves: bool, browser: Browser, site: Path) -> None:
    """With reduced motion no page has a transition or an animation."""
    moving = """[...document.querySelectorAll("*")].map(element => getComputedStyle(element)).some(style =>
      style.transitionDuration !== "0s" || style.animationName !== "none")"""
    with visiting(browser, site.as_uri(), reduced_motion=wish) as visited:
        animated = [
            visited.open(address).evaluate(moving) for address in (DECISION, FAMILY, "index.html", ENTRY)
        ]
        visited.page.hover(".node[data-id=cache]")
        running = visited.page.evaluate("document.getAnimations().length")
    assert ({*animated}, running > 0) == ({moves}, moves)


def test_a_link_restores_provider_theme_and_flow(visit: Visit) -> None:
    """The URL alone restores provider, theme and highlighted flow."""
    state = """() => [document.documentElement.className,
      ...[...document.querySelectorAll("[aria-pressed=true]")].map(element => element.textContent),
      ...[...document.querySelectorAll("#stage .lit")].map(element => element.dataset.id),
      ...[...document.querySelectorAll("#stage .node .label")].map(element => element.textContent)]"""
    page = visit.open(ENTRY)
    plain = page.evaluate(state)
    page.click("button[data-provider=aws]")
    page.click("#theme")
    page.click("[data-flow=request]")
    page.hover(".lead")
    before, fragment = page.evaluate(state), page.url.partition("#")[2]
    assert {"dark", "AWS", "Highlight", "load-balancer -> serving", "ElastiCache"} <= {*before} - {*plain}
    assert visit.open(f"{ENTRY}#{fragment}").evaluate(state) == before


class Keyboard:
    """A reader without a pointer, who follows the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str, key: str = "Tab") -> None:
        for _ in range(80):
            self.page.keyboard.press(key)
            assert self.page.evaluate(_IS_FOCUS_VISIBLE), self.page.evaluate(
                "document.activeElement.outerHTML"
            )
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached")

    def open_card(self, words: str, title: str) -> None:
        expect(self.page.locator("html[data-ready] #filter")).to_be_visible()
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        self.to(".card a")
        self.page.keyboard.press("Enter")
        expect(self.page.locator("h1")).to_have_text(title)


_IS_FOCUS_VISIBLE = """() => {
  const focused = document.activeElement, box = focused.closest("svg") && focused.querySelector(".box");
  if (box) return getComputedStyle(box).strokeWidth === "3px";
  return focused.matches(":focus-visible")
    && [null, "::after"].map(part => getComputedStyle(focused, part))
      .some(style => style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2);
}"""


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """Every kind of page can be used with keys, and the focus is visible."""
    page = visit.open("index.html")
    keyboard = Keyboard(page)
    keyboard.to(".skip")
    keyboard.open_card("nginx unix socket", "One model server, step 2: reverse proxy")
    keyboard.to("#make")
    page.keyboard.press("Enter")
    expect(page.locator("#yours")).to_be_visible()
    page.keyboard.press("Escape")
    keyboard.to(".node[data-id=proxy]")
    page.keyboard.press("Enter")
    assert page.url.endswith("#part=proxy")
    keyboard.to("nav a", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("2 of 3")
    keyboard.to("#slider")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#step-title")).to_have_text("Containers")
    keyboard.to(".home", "Shift+Tab")
    page.keyboard.press("Enter")
    keyboard.open_card("sql-vs-nosql", "SQL or NoSQL: which datastore")
    keyboard.to(".answer")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#ask h2")).to_be_focused()


def test_every_page_fits_a_phone(browser: Browser, site: Path) -> None:
    """No page is wider than 360 px, has an error, or loads from another site."""
    pages = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert len(pages) > 25
    with visiting(browser, site.as_uri(), viewport=PHONE) as visited:
        for address in pages:
            visited.page.goto((site / address).as_uri())
            script = "[document.documentElement.scrollWidth, document.documentElement.dataset.ready ?? '']"
            ready = "" if "unread" in address or "broken" in address else "yes"
            assert (address, visited.page.evaluate(script)) == (address, [360, ready])


HOSTILE_PAGES = {
    "index.html": ".card h3 a",
    "entries/hostile.html": "h1",
    "families/grown.html#step=2": "#step-title",
    "entries/asked.html#q.a=1": "#ask h2",
    "entries/unread.html": ".problems li",
}


@pytest.mark.parametrize("address", HOSTILE_PAGES)
def test_labels_are_text(address: str, visit: Visit) -> None:
    """Markup in any field of a document is shown as text on every kind of page."""
    page = visit.open(address)
    foreign = "main img:not(.in-light):not(.in-dark), main script:not([type]), iframe, [onerror], main b b"
    assert page.locator(foreign).count() == 0
    texts = [_plain(text) for text in page.locator(HOSTILE_PAGES[address]).all_inner_texts()]
    assert any(_plain(MARKUP) in text for text in texts)
    if page.locator("#stage").count():
        page.focus("#stage .node[data-id=end]")
        assert _plain(page.inner_text("#details h2")) == _plain(MARKUP)


def _plain(text: str) -> str:
    return " ".join(re.sub("[\x00\x1b]", "\ufffd", text).split())


def contrast(colors: list[list[int]]) -> float:
    """Return the WCAG contrast of two colors."""

    def light(rgb: list[int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted(map(light, colors))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read(theme: str, visit: Visit) -> None:
    """On every kind of page text has the contrast of WCAG level AA."""
    low: list[Any] = []
    details = f"{ENTRY}#provider=aws&flow=request", f"{ENTRY}#part=cache"
    answers = f"{DECISION}#q.data=1", f"{DECISION}#q.data=1&q.workload=2"
    for address in ("index.html#", f"{FAMILY}#", "entries/broken.html#", *details, *answers):
        page = visit.open(f"{address}&theme={theme}")
        if page.locator("#make").count():
            page.click("#make")
        low += [text for text in page.evaluate(_COLORS) if contrast(text["colors"]) < 4.5]
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
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(element => element.getClientRects().length)
    .map(element => ({ text: element.textContent.trim().slice(0, 40),
      colors: [rgb(getComputedStyle(element).color).slice(0, 3), behind(element)] }));
}"""
