"""Test the table of importers, and the detection of formats."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlarch import importers
from mlarch.errors import UnknownNameError
from mlarch.importers import IMPORTERS

PACKAGE = Path(importers.__file__).parent
STAGES = ("detection", "parsing", "state", "parts", "links", "pipeline")
COMPOSE = "services: {web: {image: nginx}}\n"
KUBERNETES = "kind: Deployment\nmetadata: {name: api}\n"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def test_each_folder_is_an_importer() -> None:
    """Every folder of the package has a row in the table, and every row a folder."""
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == {*IMPORTERS}


@pytest.mark.parametrize("name", IMPORTERS)
def test_importers_have_the_same_stages(name: str) -> None:
    """Each importer has a module for each stage."""
    assert {*STAGES} <= {path.stem for path in (PACKAGE / name).iterdir()}


@pytest.mark.parametrize("name", importers.__all__)
def test_every_public_name_resolves(name: str) -> None:
    """Every public name of the package exists, lazy ones included."""
    assert getattr(importers, name) is getattr(importers, name)


def test_unknown_attribute() -> None:
    """An unknown name is an AttributeError like that of any module."""
    with pytest.raises(AttributeError, match=r"^module 'mlarch\.importers' has no attribute 'Terraform'$"):
        importers.Terraform  # noqa: B018


def test_unknown_format() -> None:
    """An unknown format is refused with the known ones and a suggestion."""
    expected = r"^unknown format 'kubernets': one of compose, kubernetes\. Did you mean 'kubernetes'\?$"
    with pytest.raises(UnknownNameError, match=expected):
        importers.read(["x.yaml"], "kubernets")


@pytest.mark.parametrize(("text", "node"), [(COMPOSE, "web"), (KUBERNETES, "api")])
@pytest.mark.parametrize("name", ["stack.yaml", "-"])
def test_detection_by_text(name: str, text: str, node: str) -> None:
    """The format of files and of standard input is detected from their keys."""
    Path("stack.yaml").write_text(text)
    assert [*importers.read([name], stdin=lambda: text).architecture.nodes] == [node]


def test_detection_by_folder() -> None:
    """A folder with a Compose file is a Compose project, any other has manifests."""
    Path("k8s").mkdir()
    Path("k8s/web.yaml").write_text(KUBERNETES)
    assert [*importers.read(["k8s"]).architecture.nodes] == ["api"]
    Path("k8s/compose.yaml").write_text(COMPOSE)
    assert [*importers.read(["k8s"]).architecture.nodes] == ["web"]


@pytest.mark.parametrize(("text", "format"), [(COMPOSE, "compose"), (KUBERNETES, "kubernetes")])
def test_each_importer_recognizes_its_own_text(text: str, format: str) -> None:
    """A text is recognized by the importer of its format and by no other."""
    assert [name for name, importer in IMPORTERS.items() if importer.recognize(text)] == [format]


@pytest.mark.parametrize("command", ["import", "drift", "check"])
def test_help_loads_no_parser(command: str) -> None:
    """The help of commands that list the importers loads no YAML parser."""
    code = f"from mlarch.cli import main; main([{command!r}, '--help'], standalone_mode=False)"
    code += "\nimport sys; sys.exit(1 if {'yaml', 'diagrams'} & {*sys.modules} else 0)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
