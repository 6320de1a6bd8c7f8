"""Read and write architectures as documents: YAML and JSON of one shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlarch.model import Architecture

__all__ = ["to_json", "to_yaml"]


def to_yaml(arch: Architecture) -> str:
    """Return a minimal YAML document that loads back equal."""
    from mlarch.documents.mapping import to_mapping
    from mlarch.documents.yaml_writer import dump

    return dump(to_mapping(arch))


def to_json(arch: Architecture) -> str:
    """Return a JSON document with every key."""
    from mlarch.documents.mapping import to_mapping

    return json.dumps(to_mapping(arch, full=True), indent=2, ensure_ascii=False) + "\n"
