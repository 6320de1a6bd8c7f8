"""Visit pages in chromium as a reader does, and collect their errors."""

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
    """Run `mlarch serve` in a folder and yield its URL."""
    command = [sys.executable, "-m", "mlarch", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.endswith("/ shows architectures and the zoo; press Ctrl+C to stop\n"), line
        yield line.partition("/ shows")[0]
        process.terminate()


@contextmanager
def opened() -> Iterator[Browser]:
    """Yield a headless browser."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page of a site, with its errors and requests."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))
        page.on("requestfailed", self.on_failure)
        page.on("request", lambda request: self.requests.append(request.url))

    def on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # leaving a page aborts the loading of its pictures
            self.errors.append(f"failed {request.url}: {request.failure}")

    def open(self, path: str) -> Page:
        self.page.goto("about:blank")
        self.page.goto(f"{self.site}/{path}")
        return self.page


@contextmanager
def visiting(browser: Browser, site: str, **context: Any) -> Iterator[Visit]:
    """Open pages of a site, and check that no request fails or leaves it."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **context})
    visit = Visit(page, site)
    yield visit
    page.close()
    outside = [url for url in visit.requests if not url.startswith((site, "about:", "data:", "blob:"))]
    assert (visit.errors, outside) == ([], [])
