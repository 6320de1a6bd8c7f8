"""Read the file of a project, `mlarch.yaml` or `[tool.mlarch]`, which every document below it inherits."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch import catalog
from mlarch.documents.building import plain
from mlarch.documents.conventions import SETTINGS
from mlarch.documents.files import read_text
from mlarch.documents.locations import LocatedProblem, Places, Scalar
from mlarch.documents.paths import Home, Unreachable, from_here
from mlarch.documents.safe_images import problem_of
from mlarch.documents.yaml_reader import parse
from mlarch.errors import DocumentError, did_you_mean
from mlarch.model.colors import is_color
from mlarch.model.formats import FORMATS
from mlarch.model.frozen import FrozenMap

__all__ = [
    "BuildSettings",
    "OwnTechnology",
    "Project",
    "ProjectTheme",
    "load_project",
    "project_at",
    "technologies_of",
]

_THEMES = ("light", "dark", "auto", "print")
_TECHNOLOGY_KEYS = ("label", "icon", "role")


@dataclass(frozen=True, kw_only=True)
class OwnTechnology:
    """A technology of a project; `icon` is the path of its picture from the working directory."""

    label: str = ""
    icon: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectTheme:
    """How a project's pictures look: a theme it extends, a color of its own, a logo."""

    extends: str = "light"
    accent: str = ""
    logo: str = ""


@dataclass(frozen=True, kw_only=True)
class BuildSettings:
    """What a build makes of each architecture; the first theme is that of the plain file name."""

    formats: tuple[str, ...] = ("svg", "png")
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Project:
    """All that the project files above a folder say, the nearer ones winning."""

    technologies: Mapping[str, OwnTechnology] = FrozenMap()
    theme: ProjectTheme = field(default_factory=ProjectTheme)
    build: BuildSettings = field(default_factory=BuildSettings)


def project_at(folder: Path | None = None) -> Project:
    """Return the project of a folder, of the working directory without one.

    Raises:
        DocumentError: with every problem of its files.
    """
    home = Home.of(None if folder is None else folder / SETTINGS)
    return load_project(home)


def technologies_of(homes: Iterable[Home]) -> Mapping[str, OwnTechnology]:
    """Return the technologies of the projects of several documents, the first one's winning."""
    found: dict[str, OwnTechnology] = {}
    for home in dict.fromkeys(homes):
        found = {**load_project(home).technologies, **found}
    return found


def load_project(home: Home) -> Project:
    """Return the project that a document at `home` belongs to.

    Raises:
        DocumentError: with every problem of its files.
    """
    files = [file for folder in _folders(home) if (file := _file(folder, home.root)) is not None]
    project, problems = Project(), list[str]()
    for file in files:
        status = file.stat()
        try:
            own = _read(file, home.root, status.st_mtime_ns, status.st_size, Path.cwd())
        except DocumentError as error:
            problems += error.problems
            continue
        project = _with(project, own)
    if problems:
        raise DocumentError(problems)
    return project


def _folders(home: Home) -> list[Path]:
    """Return the folders from the project's down to the document's."""
    below = home.folder.relative_to(home.root).parts
    return [home.root.joinpath(*below[:count]) for count in range(len(below) + 1)]


def _file(folder: Path, root: Path) -> Path | None:
    own, shared = folder / SETTINGS, folder / "pyproject.toml"
    table = _has_table(shared)
    if own.is_file() and table:
        raise DocumentError(f"{from_here(own)}: pyproject.toml beside it has [tool.mlarch] as well: keep one")
    found = own if own.is_file() else shared if table else None
    if found is not None and not found.resolve().is_relative_to(root):
        raise DocumentError(f"{from_here(found)}: leads out of the project's folder")
    return found


def _has_table(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b"[tool.mlarch" in file.read(1_000_000)


def _with(outer: Project, inner: Mapping[str, Any]) -> Project:
    return Project(
        technologies=FrozenMap({**outer.technologies, **inner["technologies"]}),
        theme=ProjectTheme(**{**vars(outer.theme), **inner["theme"]}),
        build=BuildSettings(**{**vars(outer.build), **inner["build"]}),
    )


@functools.lru_cache(maxsize=64)
def _read(path: Path, root: Path, changed: int, size: int, here: Path) -> dict[str, Any]:
    """Return what one file says, checked; `changed`, `size` and `here` only tell versions apart."""
    name, text = from_here(path), read_text(path)
    if path.suffix == ".toml":
        value, places, problems = _toml(text, name), Places(name), list[LocatedProblem]()
    else:
        value, places, problems = parse(text, name)
    reader = _Reader(Home(path.parent, root), places, problems)
    read = reader.read(value)
    if reader.problems:
        raise DocumentError(places.locate(reader.problems))
    return read


def _toml(text: str, name: str) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text).get("tool", {}).get("mlarch", {})
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"{name}: not TOML: {error}") from None


class _Reader:
    """Check what a project file says, and name all that is wrong."""

    def __init__(self, home: Home, places: Places, problems: list[LocatedProblem]) -> None:
        self.home, self.places, self.problems = home, places, problems

    def read(self, value: Any) -> dict[str, Any]:
        sections = ("technologies", "theme", "build")
        found = self._mapping((), "project", {} if value is None else value, sections)
        technologies = self._free(("technologies",), found.get("technologies"))
        return {
            "technologies": dict(self._technologies(technologies)),
            "theme": self._theme(
                self._mapping(("theme",), "theme", found.get("theme"), ("extends", "accent", "logo"))
            ),
            "build": self._build(
                self._mapping(("build",), "build", found.get("build"), ("formats", "themes"))
            ),
        }

    def _technologies(self, value: Mapping[str, Any]) -> Iterator[tuple[str, OwnTechnology]]:
        for name, item in value.items():
            path, where = ("technologies", name), f"technology '{name}'"
            if (
                "." not in name
                or name.startswith(".")
                or name.endswith(".")
                or not name.replace(".", "").replace("-", "").replace("_", "").isalnum()
            ):
                self._bad(
                    path,
                    f"{where}: a name of one's own is like 'acme.FeatureHub': letters, digits and a dot",
                    at_key=True,
                )
            elif catalog.knows(name):
                self._bad(path, f"{where}: mlarch has a technology of that name", at_key=True)
            fields = self._mapping(path, where, item, _TECHNOLOGY_KEYS)
            texts = {key: self._text((*path, key), f"{where}: {key}", one) for key, one in fields.items()}
            if texts.get("icon"):
                texts["icon"] = self._picture((*path, "icon"), where, texts["icon"])
            yield name, OwnTechnology(**texts)

    def _theme(self, value: Mapping[str, Any]) -> dict[str, str]:
        texts = {key: self._text(("theme", key), f"theme: {key}", item) for key, item in value.items()}
        if texts.get("extends"):
            self._choice(("theme", "extends"), "theme: extends", texts["extends"], _THEMES)
        if texts.get("accent") and not is_color(texts["accent"]):
            self._bad(
                ("theme", "accent"),
                f"theme: '{texts['accent']}' is not a color: write a CSS name or '#rrggbb'",
            )
        if texts.get("logo"):
            texts["logo"] = self._picture(("theme", "logo"), "theme: logo", texts["logo"])
        return {key: text for key, text in texts.items() if text}

    def _build(self, value: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        return {key: self._words(("build", key), f"build: {key}", item) for key, item in value.items()}

    def _words(self, path: tuple[str, ...], where: str, value: Any) -> tuple[str, ...]:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
            self._bad(path, f"{where} must be a list of texts")
            return ()
        for item in items:
            self._choice(path, where, item, _THEMES if path[-1] == "themes" else (*FORMATS,))
        return tuple(dict.fromkeys(items))

    def _choice(self, path: tuple[str, ...], where: str, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self._bad(
                path, f"{where}: '{value}' is not one of {', '.join(allowed)}.{did_you_mean(value, allowed)}"
            )

    def _picture(self, path: tuple[str, ...], where: str, written: str) -> str:
        try:
            found = self.home.find(written)
        except Unreachable as error:
            self._bad(path, f"{where}: icon: {error}" if path[-1] == "icon" else f"{where}: {error}")
            return ""
        problem = problem_of(found)
        if problem:
            self._bad(path, f"{where}: '{written}' {problem}")
        return from_here(found)

    def _text(self, path: tuple[str, ...], where: str, value: Any) -> str:
        if isinstance(value, Scalar):
            return value.text
        if not isinstance(value, str):
            self._bad(path, f"{where} must be text")
            return ""
        return value

    def _mapping(
        self, path: tuple[str, ...], where: str, value: Any, keys: tuple[str, ...]
    ) -> dict[str, Any]:
        found = self._free(path, value)
        for key in found:
            if key not in keys:
                hint = did_you_mean(str(key), keys) or f" Keys are {', '.join(keys)}"
                self._bad((*path, key), f"{where}: unknown key '{key}'.{hint}", at_key=True)
        return {key: item for key, item in found.items() if key in keys and item is not None}

    def _free(self, path: tuple[str, ...], value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._bad(path, f"{'.'.join(path) or 'a project file'} must be a mapping, not {plain(value)!r}")
            return {}
        return {str(key): item for key, item in value.items()}

    def _bad(self, path: tuple[str, ...], message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))
