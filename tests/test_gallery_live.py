"""The live gallery in a browser: create, edit and download an architecture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mlarch.analysis.retarget import retarget
from mlarch.model import Architecture
from mlarch.project import entry_loading
from visits import Visit, opened, serving, visiting

pytestmark = pytest.mark.slow

CACHE = "entries/gcp-scaling/6-cache.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as browser:
        yield browser


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder."""
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def address(empty: Path) -> Iterator[str]:
    with serving(empty) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, permissions=["clipboard-read", "clipboard-write"]) as visited:
        yield visited


def test_a_newcomer_creates_an_architecture(visit: Visit, empty: Path) -> None:
    """The page leads from an empty folder to an edited architecture."""
    page = visit.open("")
    expect(page.locator("#yours")).to_contain_text(f"Make it yours. Files saved in {empty}/architectures")
    page.click(f".card a[href='{CACHE}']")
    page.click("text=Make it yours")
    page.fill("#yours input", "shop")
    file = Path(page.inner_text("#yours-file"))
    assert file == empty / "architectures" / "shop.yaml"
    page.click("text=Copy text")
    expect(page.locator("text=Copied")).to_be_visible()
    file.parent.mkdir()
    file.write_text(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator("h1")).to_have_text("Shop")
    expect(page.locator(".file code")).to_have_text("architectures/shop.yaml")
    page.click(".node[data-id=cache]")
    yaml = page.inner_text("#details pre")
    assert yaml == 'nodes:\n  cache: {label: "Memorystore"}'
    file.write_text(f"extends: gcp-scaling/6-cache\ntitle: Shop\n{yaml.replace('Memorystore', 'Carts')}\n")
    expect(page.locator(".node[data-id=cache] .label")).to_have_text("Carts")
    with page.expect_download() as waiting:
        page.click(".downloads a:text-is('SVG')")
    assert waiting.value.suggested_filename == "shop.svg"
    assert ">Carts</text>" in Path(waiting.value.path()).read_text("utf-8")
    page.click(".home")
    expect(page.locator(".group:has-text('Yours') .card a")).to_have_text(["Shop"])


def test_an_edit_keeps_the_view(visit: Visit, empty: Path) -> None:
    """A problem appears over the picture; zoom and scroll position stay."""
    file = empty / "architectures" / "kept.yaml"
    file.parent.mkdir(exist_ok=True)
    text = "extends: gcp-scaling/6-cache\ntitle: {}\nnodes:\n  cache: {{{}: Carts}}\n"
    file.write_text(text.format("Before", "label"))
    page = visit.open("entries/kept.html")
    page.wait_for_timeout(300)  # the page must not take the creation of the file for a change
    page.click("[data-do='+']")
    page.evaluate("document.querySelector('.right').scrollTop = 120")
    before = _view(page)
    file.write_text(text.format("Wrong", "lable"))
    problem = "architectures/kept.yaml:4:11: node 'cache': unknown key 'lable'. Did you mean 'label'?"
    expect(page.locator("#live .problems li")).to_have_text(problem)
    assert (page.inner_text("h1"), _view(page)) == ("Before", before)
    file.write_text(text.format("After", "label"))
    expect(page.locator("h1")).to_have_text("After")
    expect(page.locator("#live")).to_be_hidden()
    assert _view(page) == before


def _view(page: Page) -> list[object]:
    expect(page.locator("html[data-ready]")).to_have_count(1)
    view: list[object] = page.evaluate(
        """[document.querySelector('#stage svg').getAttribute('viewBox'),
            document.querySelector('.right').scrollTop]"""
    )
    return view


def test_downloads_are_complete(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A click on a format downloads it; "Make it yours" gives the same picture."""
    monkeypatch.chdir(tmp_path)
    page = visit.open(CACHE)
    for label, start in {"SVG": b"<svg", "PNG": b"\x89PNG", "draw.io": b"<mxfile"}.items():
        with page.expect_download() as waiting:
            page.click(f".downloads a:text-is('{label}')")
        data = Path(waiting.value.path()).read_bytes()
        assert re.fullmatch(r"6-cache\.\w+", waiting.value.suggested_filename)
        assert data.startswith(start) and data.rstrip().endswith((b"</svg>", b"IEND\xaeB`\x82", b"</mxfile>"))
    page.click("button[data-provider=aws]")
    page.wait_for_url("**/*provider=aws*")
    page.click("#make")
    page.fill("#yours input", "our-cache")
    with page.expect_download() as waiting:
        page.click("#yours-save")
    assert waiting.value.suggested_filename == "our-cache.yaml"
    (tmp_path / "our-cache.yaml").write_bytes(Path(waiting.value.path()).read_bytes())
    own = Architecture.from_yaml(tmp_path / "our-cache.yaml")
    moved = retarget(entry_loading.get("gcp-scaling/6-cache"), "aws").architecture
    assert (own.title, own.nodes) == ("Our cache", moved.nodes)
