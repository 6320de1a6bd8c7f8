"""Test the types of the Python API."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from mlarch.exporters.options import ExportOptions
from mlarch.layout.options import Options
from mlarch.model import VIEW_KEYS, Architecture, ClusterData, EdgeData, Node
from mlarch.model.architecture import ArchitectureFields
from mlarch.model.edge_kinds import EDGE_KINDS, EdgeKind
from mlarch.model.formats import FORMATS, FormatName, FormatSuffix
from mlarch.model.parts import ClusterFields, ConnectionFields, EdgeFields, NodeFields
from mlarch.model.picture_options import OutputOptions, PictureOptions
from mlarch.model.view import ViewFields

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CALLS = ROOT / "tests" / "typing" / "python_api.py"


def field_names(cls: type, *without: str) -> set[str]:
    return {field.name for field in dataclasses.fields(cls)} - {*without}


def test_mypy_rejects_wrong_calls_and_accepts_right_ones() -> None:
    """Strict mypy reports exactly the errors that the file of calls expects."""
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", str(CALLS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("Success: no issues found in 1 source file\n", 0)


def test_every_wrong_call_expects_an_error() -> None:
    """Each line of the function of wrong calls names its error."""
    source = CALLS.read_text("utf-8")
    (function,) = (
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == "wrong"
    )
    lines = source.splitlines()
    assert all("# type: ignore[" in lines[statement.lineno - 1] for statement in function.body)


@pytest.mark.parametrize(
    ("keywords", "names"),
    [
        (NodeFields, field_names(Node, "id")),
        (ClusterFields, field_names(ClusterData, "id")),
        (EdgeFields, field_names(EdgeData, "id", "source", "target")),
        (ConnectionFields, field_names(EdgeData, "id", "source", "target", "label")),
        (ArchitectureFields, field_names(Architecture)),
        (PictureOptions, field_names(Options)),
        (OutputOptions, field_names(ExportOptions)),
        (ViewFields, {*VIEW_KEYS}),
    ],
)
def test_keywords_are_the_fields(keywords: type, names: set[str]) -> None:
    """A typed dictionary has the fields of its dataclass, and no others."""
    assert {*keywords.__annotations__} == names


@pytest.mark.parametrize(
    ("keywords", "cls"), [(NodeFields, Node), (ClusterFields, ClusterData), (EdgeFields, EdgeData)]
)
def test_keywords_have_the_types_of_the_fields(keywords: type, cls: type) -> None:
    """The types are equal too, except that a list of texts may be given as one text."""
    types = {name: hint.__forward_arg__ for name, hint in keywords.__annotations__.items()}
    fields = {field.name: str(field.type) for field in dataclasses.fields(cls)}
    accepted = {"tuple[str, ...]": "Texts"}
    assert types == {name: accepted.get(fields[name], fields[name]) for name in types}


def test_literals_are_the_tables() -> None:
    """The literal types list the names in the tables of formats and edge kinds."""
    assert get_args(EdgeKind) == tuple(EDGE_KINDS)
    assert get_args(FormatName) == tuple(FORMATS)
    suffixes = {suffix for format in FORMATS.values() for suffix in (format.suffix, *format.aliases)}
    assert {*get_args(FormatSuffix)} == suffixes - {*FORMATS}
