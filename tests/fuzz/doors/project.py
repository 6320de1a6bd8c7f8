"""Project files, `mlarch.yaml` or `pyproject.toml`, and pictures drawn with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from fuzz.case import Case
from fuzz.markup import examine
from fuzz.strange import PATHS, TAGS, broken, edited, texts, values, written
from mlarch.documents.project_file import project_at
from mlarch.errors import MlarchError
from mlarch.project import loading

__all__ = ["CASES", "enter"]

KEYS = (
    "technologies",
    "theme",
    "build",
    "extends",
    "accent",
    "logo",
    "formats",
    "themes",
    "label",
    "icon",
    "role",
)
PROJECTS = (
    "technologies:\n  acme.Hub: {label: Hub, icon: icons/a.svg, role: cache}\n  acme.Lab: {label: Lab}\n"
    "theme: {extends: dark, accent: '#7e22ce', logo: icons/a.svg}\n"
    "build: {formats: [svg], themes: [light, dark]}\n",
    "theme:\n  accent: red\n",
)
TOML = (
    '[tool.mlarch.technologies."acme.Hub"]\nlabel = "Hub"\nicon = "icons/a.svg"\n[tool.mlarch.theme]\n'
    'accent = "#7e22ce"\nlogo = "icons/a.svg"\n[tool.mlarch.project.build]\nformats = ["svg"]\n',
)
TOKENS = (
    *(
        "a.b.c = 1\n",
        "x = 1979-05-27T07:32:00Z\n",
        "x = nan\n",
        "x = [[[[",
        '"""',
        "[[tool.mlarch]]\n",
        "\\u0000",
    ),
    *('icon = "../outside/secret.svg"\n', "theme = 3\n", "x" * 3000 + " = 1\n", "a" + ".a" * 3000 + " = 1\n"),
    *("x = " + "[" * 3000 + "\n", "x = " + "9" * 5000 + "\n", "x = {" * 500 + "\n"),
)
DOCUMENT = b"nodes: {a: {technology: acme.Hub}, b: {technology: acme.Lab}}\nedges: {a -> b: x}\n"
_values: list[Any] = [yaml.safe_load(text) for text in PROJECTS]
_paths = st.sampled_from(PATHS).map(
    lambda path: written({"technologies": {"acme.Hub": {"icon": path}}, "theme": {"logo": path}})
)
_yaml = st.one_of(
    broken(PROJECTS, tokens=(*TAGS, *(f"logo: {path!r}\n" for path in PATHS))),
    edited(_values, keys=KEYS).map(written),
    values(KEYS).map(written),
    _paths,
    texts.map(lambda text: written({"technologies": {"acme.Hub": {"label": text}}})),
)
_names = st.sampled_from(("mlarch.yaml", "mlarch.yaml", "architectures/mlarch.yaml", "pyproject.toml"))


def _case(name: str, yaml: bytes, toml: bytes, format: str) -> Case:
    files = {
        "it.yaml": DOCUMENT,
        "architectures/it.yaml": DOCUMENT,
        name: toml if name.endswith("toml") else yaml,
    }
    return Case({**files, "mlarch.yaml": b""} if name.endswith("toml") else files, None, format)


CASES = st.builds(
    _case, _names, _yaml, broken(TOML, tokens=TOKENS), st.sampled_from(("", "", "svg", "html", "drawio"))
)


def enter(case: Case) -> None:
    """Read a project file, and draw a document with its settings."""
    theme = project_at(Path("architectures").resolve()).theme
    try:
        arch = loading.load("architectures/it.yaml")
    except MlarchError:  # an unknown technology
        arch = loading.load("base.yaml")
    if case.format:
        examine(arch, case.format, theme=theme.extends, accent=theme.accent, logo=theme.logo)
