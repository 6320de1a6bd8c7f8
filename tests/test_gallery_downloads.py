"""Downloads of another provider: made on the page, complete, with its products."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mlarch import catalog
from mlarch.analysis.retarget import retarget
from mlarch.drawing import icons
from mlarch.exporters import export
from mlarch.model import Architecture
from mlarch.project import entry_loading, registry
from mlarch.publish.gallery import Site, write
from tools import tool

pytestmark = pytest.mark.slow

NAME = "gcp-scaling/6-cache"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def on_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the page of an entry on AWS, and check that it has no errors."""
    folder = tmp_path_factory.mktemp("gallery")
    with pytest.MonkeyPatch.context() as patch:
        entries = tuple(entry for entry in registry.zoo() if entry.name == NAME)
        patch.setattr("mlarch.project.registry.zoo", lambda: entries)
        patch.chdir(folder)
        write(Site(), "site")
    program, errors = tool("chromium", "chromium-browser", "google-chrome"), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(accept_downloads=True)
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{(folder / 'site' / 'entries' / NAME).as_uri()}.html#provider=aws")
        yield page
        browser.close()
    assert errors == []


@pytest.fixture(scope="module")
def aws() -> Architecture:
    return retarget(entry_loading.get(NAME).view(), "aws").architecture


def download(page: Page, label: str) -> tuple[str, bytes]:
    """Return the name and the content of the file behind a button."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def _browser(page: Page) -> Browser:
    browser = page.context.browser
    assert browser is not None
    return browser


@pytest.mark.parametrize(
    ("what", "name"), [("SVG", "6-cache-aws.svg"), ("SVG, dark", "6-cache-aws-dark.svg")]
)
def test_svg_is_complete(on_aws: Page, aws: Architecture, what: str, name: str) -> None:
    """The file parses, refers to no other file, and has the picture and icons of AWS."""
    suggested, data = download(on_aws, what)
    assert suggested == name
    root = ElementTree.fromstring(data)
    ids = {f"#{element.get('id')}" for element in root.iter() if element.get("id")}
    links = [
        value
        for element in root.iter()
        if element.tag != f"{SVG}a"
        for key, value in element.items()
        if "href" in key
    ]
    embedded = {link for link in links if link.startswith("data:image/")}
    assert {*links} - embedded - ids == set()
    assert b"ElastiCache" in data and b"Memorystore" not in data
    icon = icons.of_technology(aws.nodes["cache"].technology)
    assert icon is not None and icon.uri in embedded
    assert catalog.get(aws.nodes["cache"].technology).provider == "aws"
    assert re.search(rb"#m[0-9a-f]{10} \.canvas\{fill:#(\w+)", data)[1] == (
        b"0d1320" if "dark" in name else b"ffffff"
    )


def test_svg_opens_alone(on_aws: Page, tmp_path: Path) -> None:
    """Opened by itself it shows the picture of the page, in its own colors."""
    (tmp_path / "alone.svg").write_bytes(download(on_aws, "SVG")[1])
    alone = _browser(on_aws).new_page()
    alone.goto((tmp_path / "alone.svg").as_uri())
    fill = "box => getComputedStyle(box).fill"
    assert alone.locator(".node[data-id=cache] .box").evaluate(fill) == "rgb(255, 255, 255)"
    assert alone.locator(".node").count() == on_aws.locator("#stage .node").count()
    alone.close()


def test_png_is_the_picture(on_aws: Page) -> None:
    """The PNG has two pixels to a pixel of the picture, and is not empty."""
    name, data = download(on_aws, "PNG")
    width = on_aws.evaluate(
        "document.querySelector('template[data-provider=aws]').content.querySelector('svg').viewBox.baseVal.width"
    )
    assert (name, data[:8]) == ("6-cache-aws.png", b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(data[16:20]) == int(width * 2)
    assert len(data) > 50_000


@pytest.mark.parametrize(
    ("what", "suffix", "format"),
    [("Mermaid", "mmd", "mermaid"), ("D2", "d2", "d2"), ("Python", "py", "python")],
)
def test_texts_are_those_of_the_provider(
    on_aws: Page, aws: Architecture, what: str, suffix: str, format: str
) -> None:
    """Text downloads equal the files of the command line."""
    name, data = download(on_aws, what)
    assert name == f"6-cache-aws.{suffix}"
    assert data.decode() == export(aws, format)


def test_drawio_has_icons(on_aws: Page, aws: Architecture) -> None:
    """The icons, which are separate files of the site, are embedded."""
    data = download(on_aws, "draw.io")[1].decode()
    icon = icons.of_technology(aws.nodes["cache"].technology)
    assert icon is not None and icon.uri.replace(";base64,", ",") in data
    assert "icon:" not in data
    ElementTree.fromstring(data)


def test_the_overlay_has_the_provider(
    on_aws: Page, aws: Architecture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The overlay loads as the architecture on the provider."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_bytes(download(on_aws, "YAML overlay")[1])
    assert Architecture.from_yaml(tmp_path / "mine.yaml").nodes == aws.nodes


def test_the_own_provider_has_files(on_aws: Page) -> None:
    """For the entry itself the page links to files instead."""
    on_aws.click("button[data-provider='']")
    assert on_aws.locator(".downloads a").count() == 8
    on_aws.click("button[data-provider=aws]")
    assert on_aws.locator(".downloads a").count() == 0
