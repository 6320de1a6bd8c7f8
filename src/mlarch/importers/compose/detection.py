"""Detect Compose files: by name in a folder, by their keys in a text."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["explain_no_files", "find_files", "recognize"]

# In the order in which Compose looks for them.
_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_SUFFIXES = (".yaml", ".yml", ".json")
_TOP_KEYS = re.compile(r"^(?:services|include)\s*:", re.MULTILINE)


def find_files(folder: Path) -> list[Path]:
    """Return the file that Compose reads from a folder, and its override."""
    for name in _NAMES:
        path = folder / name
        if path.is_file():
            overrides = [path.with_suffix(f".override{suffix}") for suffix in (".yaml", ".yml")]
            return [path, *(override for override in overrides if override.is_file())]
    return []


def explain_no_files(folder: Path) -> str:
    others = sorted(path.name for path in folder.iterdir() if path.suffix in _SUFFIXES)
    hint = f": name the files to merge, such as {', '.join(others[:3])}" if others else ""
    return f"no {_NAMES[0]} or {_NAMES[2]} in this folder{hint}"


def recognize(text: str) -> bool:
    """Return True if a text has a key that only Compose files have at the top."""
    return _TOP_KEYS.search(text) is not None
