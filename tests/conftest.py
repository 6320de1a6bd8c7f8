"""Offer what several test files use: programs that may be missing, and goldens that can be accepted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest


@pytest.fixture
def tool() -> Callable[[str], str]:
    """Return the path of a program; where MLARCH_TOOLS=1 promises the programs, its absence is a failure."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("MLARCH_TOOLS") == "1":
            pytest.fail(f"MLARCH_TOOLS=1 promises {name}, and it is not on PATH")
        if path is None:
            pytest.skip(f"{name} is not on PATH; with MLARCH_TOOLS=1 this is a failure")
        return path

    return find
