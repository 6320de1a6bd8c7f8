"""What is known of installed packages, beside what `importlib.metadata` says of them."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from mlarch.layout import installed


def test_packages_are_known() -> None:
    """The folders are those of the packages that Python itself knows, each with its version."""
    known = {
        one.metadata["Name"].lower().replace("_", "-").replace(".", "-") for one in metadata.distributions()
    }
    found = {
        name.split("-")[0].lower().replace("_", "-").replace(".", "-") for name in installed.distributions()
    }
    assert found >= known
    assert f"click-{metadata.version('click')}.dist-info" in installed.distributions()


def test_what_is_offered_is_known() -> None:
    """So are the groups of what they offer to others, and no group that nobody does."""
    assert installed.offered("mkdocs.plugins") and metadata.entry_points(group="mkdocs.plugins")
    assert not installed.offered("mlarch.architectures")


def test_a_new_package_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is put where Python looks counts from then on, though its file cannot be read."""
    package = tmp_path / "acme_zoo-1.dist-info"
    package.mkdir()
    (package / "entry_points.txt").write_bytes(b"[mlarch.architectures]\nacme = acme_zoo\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), "gone", *sys.path])
    assert package.name in installed.distributions() and installed.offered("mlarch.architectures")
    (package / "entry_points.txt").write_bytes(b"\xff")
    assert not installed.offered("mlarch.architectures")
