"""Find the hosts that mounted configuration names, where it lies in the project's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mlarch.documents.yaml_stream import Place
from mlarch.importers.references import Reference, in_configuration
from mlarch.importers.sources import followed, inside

__all__ = ["mounted_references"]

# Source code that is mounted for development is no configuration.
_SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        *("cfg", "conf", "config", "env", "ini", "json", "properties"),
        *("template", "tmpl", "toml", "xml", "yaml", "yml"),
    )
)
_MAX_FILES = 50
_MAX_BYTES = 200_000
_NOT_CONFIGURATION = frozenset(("package.json", "package-lock.json", "tsconfig.json", "composer.json"))


def mounted_references(path: Path, project: Path) -> Iterator[tuple[Reference, Place]]:
    """Yield the references in a file, or in the configuration files of a folder, each with its place.

    Nothing is read of a mount that holds the project itself.
    """
    if followed(project).is_relative_to(followed(path)):
        return
    for file in _files(path):
        text = _text(file)
        name = str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file)
        for line, reference in in_configuration(text):
            yield reference, Place(name, line, 1)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        return []
    found = [file for file in sorted(path.rglob("*")) if _is_configuration(file) and inside(file, path)]
    return found[:_MAX_FILES]


def _is_configuration(file: Path) -> bool:
    known = file.suffix in _SUFFIXES and file.name not in _NOT_CONFIGURATION
    return known and "node_modules" not in file.parts and file.is_file()


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MAX_BYTES:
            return ""
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""
