"""Find the hosts in mounted configuration files that are in the project's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mlarch.documents.yaml_stream import Place
from mlarch.importers.paths import follow_links, is_inside
from mlarch.importers.references import Reference, in_configuration

__all__ = ["mounted_references"]

# Source code that is mounted for development is not configuration.
_SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        *("cfg", "conf", "config", "env", "ini", "json", "properties"),
        *("template", "tmpl", "toml", "xml", "yaml", "yml"),
    )
)
_NOT_CONFIGURATION = frozenset(("package.json", "package-lock.json", "tsconfig.json", "composer.json"))
_MAX_FILES = 50
_MAX_BYTES = 200_000


def mounted_references(path: Path, project: Path) -> Iterator[tuple[Reference, Place]]:
    """Yield the references in a mounted file or folder, with their places.

    Of a folder, only configuration files are read. A mount that holds the project is skipped.
    """
    if follow_links(project).is_relative_to(follow_links(path)):
        return
    here = Path.cwd()
    for file in _configuration_files(path):
        name = str(file.relative_to(here) if file.is_relative_to(here) else file)
        for line, reference in in_configuration(_read(file)):
            yield reference, Place(name, line, 1)


def _configuration_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        return []
    files = [file for file in sorted(path.rglob("*")) if _is_configuration(file) and is_inside(file, path)]
    return files[:_MAX_FILES]


def _is_configuration(file: Path) -> bool:
    by_name = file.suffix in _SUFFIXES and file.name not in _NOT_CONFIGURATION
    return by_name and "node_modules" not in file.parts and file.is_file()


def _read(file: Path) -> str:
    """Return the text of a file, '' if it is too large or not a text."""
    try:
        return file.read_bytes().decode() if file.stat().st_size <= _MAX_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""
