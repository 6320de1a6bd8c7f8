"""List the files that a project wants of each of its architectures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlarch.documents.project_file import project_at
from mlarch.exporters.writing import PICTURES
from mlarch.model.formats import format_of

if TYPE_CHECKING:
    from mlarch.project.entry import Entry

__all__ = ["Output", "outputs_of"]


@dataclass(frozen=True)
class Output:
    """A file of a build: its name in the output folder, format and options."""

    name: str
    format: str
    options: Mapping[str, Any]


def outputs_of(entry: Entry, requested: set[Path] | None = None) -> list[Output]:
    """Return the outputs of an entry: each theme of a picture is a file of its own.

    `requested` is extended by the paths that the project files name.

    Raises:
        DocumentError: with every problem of the project files.
    """
    project = project_at(None if entry.builtin else Path(entry.path).parent, requested)
    themes = project.build.themes or (project.theme.extends,)
    look = {key: value for key, value in vars(project.theme).items() if value and key != "extends"}
    outputs = []
    for format in map(format_of, project.build.formats):
        for theme in themes if format in PICTURES else themes[:1]:
            name = entry.name if theme == themes[0] else f"{entry.name}-{theme}"
            outputs.append(Output(name, format, {"theme": theme, **look}))
    return outputs
