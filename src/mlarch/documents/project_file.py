"""Read the settings of projects from `mlarch.yaml` or `pyproject.toml`."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch.documents.files import read_text
from mlarch.documents.locations import Places
from mlarch.documents.paths import PROJECT_FILES, SETTINGS, PathResolver, relative_to_cwd
from mlarch.documents.project_reader import OwnTechnology, ProjectReader
from mlarch.documents.yaml_reader import Parsed, parse
from mlarch.errors import DocumentError
from mlarch.model.frozen import FrozenMap

__all__ = ["BuildSettings", "Project", "ProjectTheme", "load_project", "project_at", "technologies_of"]


@dataclass(frozen=True, kw_only=True)
class ProjectTheme:
    """The look of a project's pictures: the theme it extends, an accent color, a logo."""

    extends: str = "light"
    accent: str = ""
    logo: str = ""


@dataclass(frozen=True, kw_only=True)
class BuildSettings:
    """The formats and themes of a build; the first theme has the plain file name."""

    formats: tuple[str, ...] = ("svg", "png")
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Project:
    """The settings in a folder and those above it; the nearest wins."""

    technologies: Mapping[str, OwnTechnology] = FrozenMap()
    theme: ProjectTheme = field(default_factory=ProjectTheme)
    build: BuildSettings = field(default_factory=BuildSettings)


def project_at(folder: Path | None = None, requested: set[Path] | None = None) -> Project:
    """Return the project of a folder, by default of the working directory.

    `requested` is extended by the paths that the project files name.

    Raises:
        DocumentError: with every problem of the project files.
    """
    return load_project(PathResolver.of(None if folder is None else folder / SETTINGS, requested=requested))


def technologies_of(resolvers: Iterable[PathResolver]) -> Mapping[str, OwnTechnology]:
    """Return the technologies of several documents; the first wins."""
    technologies: dict[str, OwnTechnology] = {}
    for paths in dict.fromkeys(resolvers):
        technologies = {**load_project(paths).technologies, **technologies}
    return technologies


def load_project(paths: PathResolver) -> Project:
    """Return the project of a document.

    The requested `paths` are extended by those of the project files.

    Raises:
        DocumentError: with every problem of the project files.
    """
    files = [file for folder in _folders(paths) if (file := _settings_file(folder, paths.root)) is not None]
    project, problems = Project(), list[str]()
    for file in files:
        status = file.stat()
        try:
            own, requested = _read(file, paths.root, status.st_mtime_ns, status.st_size, Path.cwd())
        except DocumentError as error:
            problems += error.problems
            continue
        paths.requested.update(requested)
        project = _extended(project, own)
    if problems:
        raise DocumentError(problems)
    return project


def _folders(paths: PathResolver) -> list[Path]:
    """Return the folders from the project's down to the document's."""
    below = paths.folder.relative_to(paths.root).parts
    return [paths.root.joinpath(*below[:count]) for count in range(len(below) + 1)]


def _settings_file(folder: Path, root: Path) -> Path | None:
    own, shared = (folder / name for name in PROJECT_FILES)
    has_table = _has_table(shared)
    if own.is_file() and has_table:
        raise DocumentError(
            f"{relative_to_cwd(own)}: pyproject.toml beside it has [tool.mlarch] as well: keep one"
        )
    file = own if own.is_file() else shared if has_table else None
    if file is not None and not file.resolve().is_relative_to(root):
        raise DocumentError(f"{relative_to_cwd(file)}: leads out of the project's folder")
    return file


def _has_table(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b"[tool.mlarch" in file.read(1_000_000)


def _extended(outer: Project, inner: Mapping[str, Any]) -> Project:
    return Project(
        technologies=FrozenMap({**outer.technologies, **inner["technologies"]}),
        theme=ProjectTheme(**{**vars(outer.theme), **inner["theme"]}),
        build=BuildSettings(**{**vars(outer.build), **inner["build"]}),
    )


@functools.lru_cache(maxsize=64)
def _read(
    path: Path, root: Path, modified: int, size: int, here: Path
) -> tuple[dict[str, Any], frozenset[Path]]:
    """Return the settings of one file, and the paths that it names.

    `modified`, `size` and `here` only tell versions of the file apart.
    """
    name, text = relative_to_cwd(path), read_text(path)
    parsed = _parse_toml(text, name) if path.suffix == ".toml" else parse(text, name)
    reader = ProjectReader(PathResolver(path.parent, root), parsed.problems)
    settings = reader.read(parsed.root)
    if reader.problems:
        raise DocumentError(parsed.places.locate(reader.problems))
    return settings, frozenset(reader.paths.requested)


def _parse_toml(text: str, name: str) -> Parsed:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(text).get("tool", {}).get("mlarch", {})
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"{name}: not TOML: {error}") from None
    return Parsed(table, Places(name), [])
