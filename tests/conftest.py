"""Add `pytest --accept`, a cache folder for the tests, and a small zoo."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlarch.project import registry
from mlarch.project.python_entries import zoo_entries


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the goldens in tests/golden from what is drawn now"
    )


def pytest_configure() -> None:
    """Restore Ctrl-C for subprocesses: a shell that starts pytest with `&` makes them ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are written instead of compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session", autouse=True)
def cache() -> Iterator[None]:
    """Keep the cache of builds out of the user's cache folder."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        yield


@pytest.fixture
def small_zoo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the zoo by three small architectures, so that tests do not depend on its entries."""
    folder = Path(__file__).parent / "small_zoo"
    entries = tuple(
        entry
        for module in ("pipeline", "service")
        for entry in zoo_entries(folder / f"{module}.py", f"small_zoo.{module}")
    )
    monkeypatch.setattr(registry, "zoo", lambda: entries)
