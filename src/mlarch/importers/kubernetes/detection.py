"""Detect files of Kubernetes objects: every YAML and JSON file of a folder."""

from __future__ import annotations

import re
from pathlib import Path

from mlarch.importers.paths import is_inside

__all__ = ["explain_no_files", "find_files", "recognize"]

_SUFFIXES = (".yaml", ".yml", ".json")
_KIND = re.compile(r"^\s*[\"']?kind[\"']?\s*:", re.MULTILINE)


def find_files(folder: Path) -> list[Path]:
    """Return the files below a folder, but not hidden ones or links out of it."""
    return [path for path in sorted(folder.rglob("*")) if _is_candidate(path, folder)]


def explain_no_files(folder: Path) -> str:
    return "no file .yaml, .yml or .json in this folder"


def recognize(text: str) -> bool:
    """Return True if a text has the key that every Kubernetes object has."""
    return _KIND.search(text) is not None


def _is_candidate(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix in _SUFFIXES and not is_hidden and path.is_file() and is_inside(path, folder)
