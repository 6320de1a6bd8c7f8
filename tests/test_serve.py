"""The server of the live gallery: its answers, and the reload of pages."""

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

pytestmark = pytest.mark.slow

DOCUMENT = (
    "title: {title}\nnodes:\n  web: {{label: Web}}\n  cache: {{label: Cache}}\nedges:\n  web -> cache: look\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work in a folder with one architecture and one page of docs."""
    project = tmp_path_factory.mktemp("served")
    (project / "docs").mkdir()
    (project / "docs" / "guide.md").write_text("# Guide\n")
    (project / "architectures").mkdir()
    (project / "architectures" / "mine.yaml").write_text(DOCUMENT.format(title="Mine"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        yield project


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[int]:
    """Run `mlarch serve` and give its port."""
    with serving(folder) as address:
        yield int(address.rpartition(":")[2])


def request(port: int, path: str, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of a response."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    result = response.status, headers, response.read()
    connection.close()
    return result


def test_get_and_head_for_files_of_the_site(running: int) -> None:
    """HEAD answers like GET without a body; headers forbid framing and sniffing."""
    status, headers, body = request(running, "/entries/mine.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<h1>Mine</h1>" in body
    again = request(running, "/entries/mine.html", "HEAD")
    assert (again[0], again[2]) == (200, b"")
    assert again[1]["content-length"] == str(len(body))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(running: int, method: str) -> None:
    """Any method but GET and HEAD gets status 405."""
    status, headers, _ = request(running, "/index.html", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost:1", "[::1]", " "],
)
def test_other_hosts_are_refused(running: int, host: str) -> None:
    """A request with another Host header gets status 421."""
    status, _, body = request(running, "/index.html", host=host.format(port=running))
    assert (status, body) == (421, b"421 Misdirected Request\n")


def test_localhost_is_accepted(running: int) -> None:
    """The Host header may be 127.0.0.1 or localhost."""
    assert request(running, "/static/stage.js", host=f"localhost:{running}")[0] == 200


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
    """Paths outside the site get status 404."""
    assert request(running, path)[::2] == (404, b"404 Not Found\n")


def test_the_server_listens_on_loopback(folder: Path) -> None:
    """No other machine can reach the server."""
    server = GalleryServer(Site(live=True))
    assert server.socket.getsockname()[0] == "127.0.0.1"
    server.server_close()


def test_a_port_in_use(folder: Path) -> None:
    """The message names the port and the reason."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OutputError) as caught:
            GalleryServer(Site(live=True), port)
    assert str(caught.value) == f"port {port} of 127.0.0.1 is not available: address already in use"


def test_a_page_follows_its_file(folder: Path) -> None:
    """After a refresh a page shows the changed file; other pages are unchanged."""
    (folder / "architectures" / "changed.yaml").write_text(DOCUMENT.format(title="Old"))
    site = Site(live=True)
    before = {name: site.content(f"entries/{name}.html") for name in ("mine", "changed")}
    (folder / "architectures" / "changed.yaml").write_text(DOCUMENT.format(title="New"))
    site.refresh()
    assert b"<h1>Old</h1>" in (before["changed"] or b"")
    assert b"<h1>New</h1>" in (site.content("entries/changed.html") or b"")
    assert before["mine"] == site.content("entries/mine.html")


def test_a_name_outside_the_site_has_no_page(folder: Path) -> None:
    """A document whose name is a path out of the site is a problem, and has no file."""
    (folder / "architectures" / "out.yaml").write_text("name: ../../out\nnodes: {a: {label: A}}\n")
    site = Site()
    assert [problem for problem in site.problems if "out" in problem] == [
        "architectures/out.yaml: '../../out' cannot name a file in folder 'entries'"
    ]


def test_pages_reload_after_a_save(running: int, folder: Path) -> None:
    """A page follows its file, with its problems; the URL keeps its state."""
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


def test_docs_reload_after_a_save(running: int, folder: Path) -> None:
    """A page of the docs shows the saved file."""
    with opened() as browser, visiting(browser, f"http://127.0.0.1:{running}") as visited:
        page = visited.open("docs/guide.html")
        expect(page.locator("article h1")).to_have_text("Guide")
        page.wait_for_timeout(300)
        (folder / "docs" / "guide.md").write_text("# Guide of the team\n")
        expect(page.locator("article h1")).to_have_text("Guide of the team")


def test_a_live_page_has_one_other_provider(running: int, folder: Path) -> None:
    """A live page has the picture on the requested provider, and on no other."""
    (folder / "architectures" / "moved.yaml").write_text("extends: gcp-scaling/6-cache\ntitle: Moved\n")
    assert isinstance(Architecture.from_yaml(folder / "architectures" / "moved.yaml"), Architecture)
    body = request(running, "/entries/moved.html?provider=aws")[2]
    assert b'<template data-provider="aws">' in body
    assert b'<template data-provider="azure">' not in body
    assert b"ElastiCache" in body
