"""Give pytest a switch that accepts what is drawn now, `pytest --accept`, and builds a cache of their own."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the goldens in tests/golden from what is drawn now"
    )


def pytest_configure() -> None:
    """Let what tests start be interrupted: a shell that starts them with `&` has them all ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Say whether goldens are to be written instead of compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session", autouse=True)
def cache() -> Iterator[None]:
    """Keep what builds remember away from the user's own cache."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        yield
