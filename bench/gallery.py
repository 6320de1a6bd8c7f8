"""Measure the gallery: cold and repeated build, size, first picture, and the time after a save."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["Row", "measure"]

ROUNDS = 7
_NODES = 20
_FIRST = """() => new Promise((done) => {
  const image = document.querySelector(".card img");
  image.decode().then(() => requestAnimationFrame(() => done(performance.now() / 1000)));
})"""
# Sent by each page when its picture is on the screen: one frame after the frame that holds it.
_SEEN = """addEventListener("DOMContentLoaded", () => {
  const told = () => { window.seen = (performance.timeOrigin + performance.now()) / 1000; };
  requestAnimationFrame(() => requestAnimationFrame(told));
});"""


@dataclass(frozen=True)
class Row:
    """A figure: name, median, unit and upper limit."""

    name: str
    value: float
    unit: str
    target: float


def measure(rounds: int = ROUNDS) -> list[Row]:
    """Return the figures of the zoo's gallery and of editing a document of 20 nodes."""
    with tempfile.TemporaryDirectory(prefix="bench-gallery-") as folder, _chromium() as browser:
        home = Path(folder)
        return [
            *_written(home / "zoo", rounds),
            *_opened(browser, home / "zoo", rounds),
            *_followed(browser, home, rounds),
        ]


def _written(folder: Path, rounds: int) -> Iterator[Row]:
    folder.mkdir()
    yield Row("from cold", _median(lambda: _gallery(folder, fresh=True), min(rounds, 3)), "s", 10)
    yield Row("nothing changed", _median(lambda: _gallery(folder), rounds), "s", 0.5)
    size = sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file())
    yield Row("size of the site", size / 1e6, "MB", 8)


def _gallery(folder: Path, fresh: bool = False) -> float:
    """Return the seconds of the whole command."""
    if fresh:
        for name in ("site", "cache"):
            shutil.rmtree(folder / name, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run(
        [*_mlarch(), "gallery"], cwd=folder, env=_environment(folder), check=True, capture_output=True
    )
    return time.perf_counter() - began


def _opened(browser: Browser, folder: Path, rounds: int) -> Iterator[Row]:
    def opened() -> float:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((folder / "site" / "index.html").as_uri(), wait_until="commit")
        page.wait_for_selector(".card img", state="attached")
        seconds = page.evaluate(_FIRST)
        page.close()
        return float(seconds)

    yield Row("first picture of the start page", _median(opened, rounds), "s", 1)


def _followed(browser: Browser, folder: Path, rounds: int) -> Iterator[Row]:
    own = folder / "own" / "architectures"
    own.mkdir(parents=True)
    file = own / "system.yaml"
    file.write_text(_document(0))
    with _served(own.parent) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(_SEEN)
        page.goto(f"{address}entries/system.html")
        _seen(page)
        times = [_follow(page, file, number) for number in range(1, rounds + 2)][1:]
        page.close()
    yield Row(f"from save to picture, {_NODES} nodes", statistics.median(times), "s", 0.3)
    yield Row(f"from save to picture, {_NODES} nodes, slowest", max(times), "s", 0.3)


def _follow(page: Page, file: Path, number: int) -> float:
    """Return the seconds from a save to the new picture on the screen."""
    page.wait_for_timeout(300)
    began = time.time()
    file.write_text(_document(number))
    page.locator("#stage svg", has_text=f"Version {number}.").wait_for(timeout=10_000)
    return _seen(page) - began


def _seen(page: Page) -> float:
    """Return the time at which the picture of a page was on the screen."""
    while not (seen := page.evaluate("window.seen || 0")):
        page.wait_for_timeout(5)
    return float(seen)


def _document(number: int) -> str:
    """Return a system of five services with three layers each and shared parts."""
    nodes = [
        f"  n{at}: {{label: Node {at}, technology: redis, description: Part {at} of it}}"
        for at in range(_NODES - 1)
    ]
    edges = [f"  n{at // 2} -> n{at}: {{label: call {at}}}" for at in range(1, _NODES - 1)]
    title = f"  head: {{label: Version {number}., technology: nginx}}"
    return "\n".join(["title: System", "nodes:", title, *nodes, "edges:", *edges, "  head -> n0: HTTP", ""])


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    command = [*_mlarch(), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=_environment(folder), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().split()[0]
        finally:
            process.terminate()


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def _mlarch() -> list[str]:
    return [sys.executable, "-m", "mlarch"]


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment with its own cache, in which Python keeps compiled modules."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "XDG_CACHE_HOME": str(folder / "cache")}


def _median(run: Callable[[], float], rounds: int) -> float:
    return statistics.median(run() for _ in range(rounds))


def main() -> None:
    """Print a table."""
    for row in measure():
        said = "good" if row.value <= row.target else "missed"
        print(f"{row.name:45} {row.value:8.2f} {row.unit:2}  target {row.target:g}  {said}")


if __name__ == "__main__":
    main()
