"""Installed distributions, compared with those of `importlib.metadata`."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from mlarch.layout.distributions import folder_names, has_entry_points, version
from mlarch.project import ARCHITECTURES_GROUP


def test_every_distribution_has_a_folder() -> None:
    """The folders are those of the distributions that Python knows, with their versions."""
    known = {_normalised(found.metadata["Name"]) for found in metadata.distributions()}
    assert {_normalised(name.split("-")[0]) for name in folder_names()} >= known
    assert f"click-{metadata.version('click')}.dist-info" in folder_names()


@pytest.mark.parametrize("package", ["mlarch", "pyvips-binary", "fontpkg-inter", "diagrams"])
def test_versions_are_those_of_the_standard_library(package: str) -> None:
    """A version is that of `importlib.metadata`, and empty for a package that is not installed."""
    assert version(package) == metadata.version(package)
    assert version(f"no-{package}") == ""


def test_entry_point_groups_are_known() -> None:
    """A group exists if and only if a distribution has an entry point in it."""
    assert has_entry_points("mkdocs.plugins") and metadata.entry_points(group="mkdocs.plugins")
    assert not has_entry_points(ARCHITECTURES_GROUP)


def test_a_new_distribution_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution on the search path counts, and one with unreadable entry points has none."""
    package = tmp_path / "acme_zoo-1.dist-info"
    package.mkdir()
    (package / "entry_points.txt").write_bytes(b"[mlarch.architectures]\nacme = acme_zoo\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), "gone", *sys.path])
    assert package.name in folder_names() and has_entry_points(ARCHITECTURES_GROUP)
    (package / "entry_points.txt").write_bytes(b"\xff")
    assert not has_entry_points(ARCHITECTURES_GROUP)


def _normalised(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
