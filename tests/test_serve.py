"""The live gallery: what its server answers, and how pages follow the files."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mlarch.errors import OutputError
from mlarch.model import Architecture
from mlarch.publish.gallery import Site
from mlarch.publish.serve.server import GalleryServer
from visits import opened, serving, visiting

DOCUMENT = (
    "title: {title}\nnodes:\n  web: {{label: Web}}\n  cache: {{label: Cache}}\nedges:\n  web -> cache: look\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in a folder with one architecture, and one page of docs."""
    made = tmp_path_factory.mktemp("served")
    (made / "docs").mkdir()
    (made / "docs" / "guide.md").write_text("# Guide\n")
    (made / "architectures").mkdir()
    (made / "architectures" / "mine.yaml").write_text(DOCUMENT.format(title="Mine"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        yield made


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[int]:
    """Run `mlarch serve` and give its port."""
    with serving(folder) as address:
        yield int(address.rpartition(":")[2])


def asked(port: int, path: str, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what the server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def test_get_and_head_for_files_of_the_site(running: int) -> None:
    """Both answer alike, HEAD without a body; nothing may be framed, guessed or kept."""
    status, headers, body = asked(running, "/entries/mine.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<h1>Mine</h1>" in body
    again = asked(running, "/entries/mine.html", "HEAD")
    assert (again[0], again[2]) == (200, b"")
    assert again[1]["content-length"] == str(len(body))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_no_other_method(running: int, method: str) -> None:
    """What is neither GET nor HEAD is refused."""
    status, headers, _ = asked(running, "/index.html", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost:1", "[::1]", " "],
)
def test_no_other_host(running: int, host: str) -> None:
    """A page of another site that has its name lead here gets nothing of ours."""
    status, _, body = asked(running, "/index.html", host=host.format(port=running))
    assert (status, body) == (421, b"421 Misdirected Request\n")


def test_localhost_is_this_machine(running: int) -> None:
    """Both names of this machine are good."""
    assert asked(running, "/static/stage.js", host=f"localhost:{running}")[0] == 200


PATHS = (
    "/../architectures/mine.yaml",
    "/%2e%2e/architectures/mine.yaml",
    "/static/../../mine.yaml",
    "/static/%2e%2e%2fpages.py",
    "//etc/passwd",
    "/etc/passwd",
    "/static/",
    "/entries/mine.html%00.css",
    "/architectures/mine.yaml",
    "/icons/../index.html",
    "/%ff%fe",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leaves_the_site(running: int, path: str) -> None:
    """Only names of files of the site are answered, and these are no names."""
    assert asked(running, path)[::2] == (404, b"404 Not Found\n")


def test_no_other_machine_reaches_it(folder: Path) -> None:
    """It listens at the loopback address alone."""
    server = GalleryServer(Site(live=True))
    assert server.socket.getsockname()[0] == "127.0.0.1"
    server.server_close()


def test_a_port_that_is_taken(folder: Path) -> None:
    """The message names the port and why it cannot be had."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OutputError) as caught:
            GalleryServer(Site(live=True), port)
    assert str(caught.value) == f"port {port} of 127.0.0.1 cannot be had: address already in use"


def test_a_page_is_that_of_its_file(folder: Path) -> None:
    """After a change a page shows the file as it is now, and others stay what they were."""
    (folder / "architectures" / "changed.yaml").write_text(DOCUMENT.format(title="Old"))
    site = Site(live=True)
    before = {name: site.content(f"entries/{name}.html") for name in ("mine", "changed")}
    (folder / "architectures" / "changed.yaml").write_text(DOCUMENT.format(title="New"))
    site.refresh()
    assert b"<h1>Old</h1>" in (before["changed"] or b"")
    assert b"<h1>New</h1>" in (site.content("entries/changed.html") or b"")
    assert before["mine"] == site.content("entries/mine.html")


def test_names_that_lead_elsewhere_have_no_page(folder: Path) -> None:
    """A document whose name is a path out of the site is named as a problem, and makes no file."""
    (folder / "architectures" / "out.yaml").write_text("name: ../../out\nnodes: {a: {label: A}}\n")
    site = Site()
    assert [problem for problem in site.problems if "out" in problem] == [
        "architectures/out.yaml: '../../out' cannot name a file in folder 'entries'"
    ]


def test_pages_follow_a_save(running: int, folder: Path) -> None:
    """A save shows, what is wrong shows with its line, and goes when it is put right; the address stays."""
    file = folder / "architectures" / "followed.yaml"
    file.write_text(DOCUMENT.format(title="First"))
    site = f"http://127.0.0.1:{running}"
    with opened() as browser, visiting(browser, site) as visited:
        page = visited.open("entries/followed.html#theme=dark&part=cache")
        expect(page.locator("#details h2")).to_have_text("Cache")
        page.wait_for_timeout(300)
        file.write_text(DOCUMENT.format(title="Saved"))
        expect(page.locator("h1")).to_have_text("Saved")
        expect(page.locator("#details h2")).to_have_text("Cache")
        file.write_text(DOCUMENT.format(title="Saved").replace("label: Cache", "lable: Cache"))
        problem = "architectures/followed.yaml:4:11: node 'cache': unknown key 'lable'. Did you mean 'label'?"
        expect(page.locator(".problems li")).to_have_text(problem)
        file.write_text(DOCUMENT.format(title="Right"))
        expect(page.locator("h1")).to_have_text("Right")
        expect(page.locator("html.dark")).to_have_count(1)
        (folder / "architectures" / "second.yaml").write_text(DOCUMENT.format(title="Second"))
        page.goto(f"{site}/entries/second.html")
        expect(page.locator("h1")).to_have_text("Second")


def test_docs_follow_a_save(running: int, folder: Path) -> None:
    """A page of the docs shows what has been saved, like that of an architecture."""
    with opened() as browser, visiting(browser, f"http://127.0.0.1:{running}") as visited:
        page = visited.open("docs/guide.html")
        expect(page.locator("article h1")).to_have_text("Guide")
        page.wait_for_timeout(300)
        (folder / "docs" / "guide.md").write_text("# Guide of the team\n")
        expect(page.locator("article h1")).to_have_text("Guide of the team")


def test_a_provider_of_a_live_page(running: int, folder: Path) -> None:
    """A live page has the picture of the provider that is asked for, and of no other."""
    (folder / "architectures" / "moved.yaml").write_text("extends: gcp-scaling/6-cache\ntitle: Moved\n")
    assert isinstance(Architecture.from_yaml(folder / "architectures" / "moved.yaml"), Architecture)
    body = asked(running, "/entries/moved.html?provider=aws")[2]
    assert b'<template data-provider="aws">' in body
    assert b'<template data-provider="azure">' not in body
    assert b"ElastiCache" in body
