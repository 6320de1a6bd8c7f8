"""Read and write architectures as documents: YAML and JSON of one shape.

What reads documents is loaded when it is first used: writing needs no YAML library.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mlarch.document.mapping import to_mapping
from mlarch.model import Architecture

if TYPE_CHECKING:
    from mlarch.document.bases import Bases
    from mlarch.document.json_schema import schema
    from mlarch.document.loading import (
        base,
        decision,
        from_json,
        from_mapping,
        from_yaml,
        load,
        overlay,
        parse_value,
    )
    from mlarch.document.project import Project, project_at

__all__ = [
    "Bases",
    "Project",
    "base",
    "decision",
    "from_json",
    "from_mapping",
    "from_yaml",
    "load",
    "overlay",
    "parse_value",
    "project_at",
    "schema",
    "to_json",
    "to_mapping",
    "to_yaml",
]

_HOMES = {
    "bases": "Bases",
    "loading": "base decision from_json from_mapping from_yaml load overlay parse_value",
    "project": "Project project_at",
    "json_schema": "schema",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def to_yaml(arch: Architecture) -> str:
    """Return a minimal YAML document that loads back equal."""
    from mlarch.document.writing import dump

    return dump(to_mapping(arch))


def to_json(arch: Architecture) -> str:
    """Return the whole architecture as JSON, every key written."""
    return json.dumps(to_mapping(arch, full=True), indent=2, ensure_ascii=False) + "\n"


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'mlarch.document' has no attribute '{name}'")
    return getattr(import_module(f"mlarch.document.{_HOME_OF[name]}"), name)
