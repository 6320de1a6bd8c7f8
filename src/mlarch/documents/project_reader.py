"""Check the settings in a project file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch import catalog
from mlarch.documents.locations import LocatedProblem, Path
from mlarch.documents.paths import PathResolver, Unreachable, relative_to_cwd
from mlarch.documents.safe_images import image_problem
from mlarch.documents.scalars import Scalar, plain
from mlarch.errors import did_you_mean
from mlarch.model import THEMES
from mlarch.model.colors import is_color
from mlarch.model.formats import FORMATS

__all__ = ["OwnTechnology", "ProjectReader"]

_SECTIONS = ("technologies", "theme", "build")
_TECHNOLOGY_KEYS = ("label", "icon", "role")
_THEME_KEYS = ("extends", "accent", "logo")
_BUILD_KEYS: Mapping[str, Sequence[str]] = {"formats": tuple(FORMATS), "themes": THEMES}


@dataclass(frozen=True, kw_only=True)
class OwnTechnology:
    """A technology of a project; `icon` is relative to the working directory."""

    label: str = ""
    icon: str = ""
    role: str = ""


class ProjectReader:
    """Turn the value of a project file into settings, and collect all its problems."""

    def __init__(self, paths: PathResolver, problems: list[LocatedProblem]) -> None:
        self.paths, self.problems = paths, problems

    def read(self, value: Any) -> dict[str, Any]:
        """Return the settings of each section."""
        sections = self._mapping((), "project", value, _SECTIONS)
        technologies = self._any_mapping(("technologies",), sections.get("technologies"))
        theme = self._mapping(("theme",), "theme", sections.get("theme"), _THEME_KEYS)
        build = self._mapping(("build",), "build", sections.get("build"), (*_BUILD_KEYS,))
        return {
            "technologies": {name: self._technology(name, item) for name, item in technologies.items()},
            "theme": dict(self._theme(theme)),
            "build": {key: self._choices(key, item) for key, item in build.items()},
        }

    def _technology(self, name: str, value: Any) -> OwnTechnology:
        path, owner = ("technologies", name), f"technology '{name}'"
        if not _is_dotted_name(name):
            message = "a name is like 'acme.FeatureHub': letters, digits and a dot"
            self._report(path, f"{owner}: {message}", at_key=True)
        elif catalog.knows(name):
            self._report(path, f"{owner}: mlarch has a technology of that name", at_key=True)
        fields = self._mapping(path, owner, value, _TECHNOLOGY_KEYS)
        texts = {key: self._text((*path, key), f"{owner}: {key}", item) for key, item in fields.items()}
        if texts.get("icon"):
            texts["icon"] = self._image((*path, "icon"), owner, "icon: ", texts["icon"])
        return OwnTechnology(**texts)

    def _theme(self, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for key, value in fields.items():
            path = ("theme", key)
            text = self._text(path, f"theme: {key}", value)
            if text and key == "extends":
                self._check_choice(path, "theme: extends", text, THEMES)
            elif text and key == "accent" and not is_color(text):
                self._report(path, f"theme: '{text}' is not a color: write a CSS name or '#rrggbb'")
            elif text and key == "logo":
                text = self._image(path, "theme: logo", "", text)
            if text:
                yield key, text

    def _choices(self, key: str, value: Any) -> tuple[str, ...]:
        path, owner = ("build", key), f"build: {key}"
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
            self._report(path, f"{owner} must be a list of texts")
            return ()
        for item in items:
            self._check_choice(path, owner, item, _BUILD_KEYS[key])
        return tuple(dict.fromkeys(items))

    def _check_choice(self, path: Path, owner: str, value: str, allowed: Sequence[str]) -> None:
        if value not in allowed:
            hint = did_you_mean(value, allowed)
            self._report(path, f"{owner}: '{value}' is not one of {', '.join(allowed)}.{hint}")

    def _image(self, path: Path, owner: str, key: str, written: str) -> str:
        """Return the path of an image, relative to the working directory."""
        try:
            file = self.paths.resolve(written)
        except Unreachable as error:
            self._report(path, f"{owner}: {key}{error}")
            return ""
        problem = image_problem(file)
        if problem:
            self._report(path, f"{owner}: '{written}' {problem}")
        return relative_to_cwd(file)

    def _text(self, path: Path, owner: str, value: Any) -> str:
        if isinstance(value, Scalar):
            return value.text
        if not isinstance(value, str):
            self._report(path, f"{owner} must be text")
            return ""
        return value

    def _mapping(self, path: Path, owner: str, value: Any, keys: Sequence[str]) -> dict[str, Any]:
        """Return the known keys of a mapping that have a value."""
        fields = self._any_mapping(path, value)
        for key in fields:
            if key not in keys:
                hint = did_you_mean(str(key), keys) or f" Keys are {', '.join(keys)}"
                self._report((*path, key), f"{owner}: unknown key '{key}'.{hint}", at_key=True)
        return {key: item for key, item in fields.items() if key in keys and item is not None}

    def _any_mapping(self, path: Path, value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            owner = ".".join(map(str, path)) or "a project file"
            self._report(path, f"{owner} must be a mapping, not {plain(value)!r}")
            return {}
        return {str(key): item for key, item in value.items()}

    def _report(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))


def _is_dotted_name(name: str) -> bool:
    """Return True for the name of a technology, such as `acme.FeatureHub`."""
    letters = name.replace(".", "").replace("-", "").replace("_", "")
    return "." in name and not name.startswith(".") and not name.endswith(".") and letters.isalnum()
