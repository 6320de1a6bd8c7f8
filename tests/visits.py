"""Visit pages in Debian's chromium as a reader does, and write down what goes wrong in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tools import tool

__all__ = ["Visit", "opened", "serving", "visiting"]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run `mlarch serve` in a folder and give its address."""
    command = [sys.executable, "-m", "mlarch", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        assert said.endswith("/ shows architectures and the zoo; press Ctrl+C to stop\n"), said
        yield said.partition("/ shows")[0]
        process.terminate()


@contextmanager
def opened() -> Iterator[Browser]:
    """Give a browser without a window."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page of a site, and what went wrong in it."""

    def __init__(self, page: Page, site: str) -> None:
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
        self.page.goto(f"{self.site}/{address}")
        return self.page


@contextmanager
def visiting(browser: Browser, site: str, **context: Any) -> Iterator[Visit]:
    """Open pages of a site; no console error, no request that fails or leaves the site."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **context})
    visited = Visit(page, site)
    yield visited
    page.close()
    outside = [url for url in visited.loaded if not url.startswith((site, "about:", "data:", "blob:"))]
    assert (visited.wrong, outside) == ([], [])
