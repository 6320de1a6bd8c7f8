"""Give pytest a switch that takes what is drawn now as what is to be drawn: `pytest --accept`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the goldens in tests/golden from what is drawn now"
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Say whether goldens are to be written instead of compared."""
    return bool(request.config.getoption("--accept"))
