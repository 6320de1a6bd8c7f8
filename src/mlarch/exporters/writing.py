"""Write an architecture to files, each in the format of its suffix."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePath
from typing import Any

from mlarch.errors import MlarchError, OutputError
from mlarch.exporters import export
from mlarch.exporters.options import SCALE
from mlarch.exporters.saving import save
from mlarch.model import Architecture
from mlarch.model.formats import FORMATS, format_of

__all__ = ["PICTURES", "SCALE", "OutputFile", "as_bytes", "data_uri", "place", "produce", "render", "write"]

PICTURES = ("svg", "png")
"""The formats of `build`."""

Done = Callable[[str], object]


@dataclass(frozen=True)
class OutputFile:
    """An architecture, the format it is wanted in, and the file it goes to."""

    architecture: Architecture
    format: str
    path: Path


def place(folder: str | PathLike[str], name: str, format: str) -> Path:
    """Return the path below `folder` of an architecture's picture, with '/' in its name as sub-folders.

    Raises:
        OutputError: where the name leads out of the folder.

    >>> place("out", "gcp-scaling/6-cache", "python").as_posix()
    'out/gcp-scaling/6-cache.py'
    """
    parts = PurePath(name)
    if parts.is_absolute() or not parts.name or ".." in parts.parts:
        raise OutputError(f"'{name}' cannot name a file in folder '{folder}'")
    return Path(folder, f"{name}.{FORMATS[format].suffix}")


def produce(arch: Architecture, format: str, **options: Any) -> str | bytes:
    """Return an architecture in one of `FORMATS`: PNG and PDF as bytes, all others as text.

    Options are those of `mlarch.exporters.options.ExportOptions`.
    """
    return export(arch, format, **options)


def data_uri(arch: Architecture, format: str = "svg", **options: Any) -> str:
    """Return an architecture as a `data:` address; options are those of `produce`."""
    data = as_bytes(produce(arch, format, **options))
    media_type = FORMATS[format].media_type
    charset = ";charset=utf-8" if media_type.startswith("text/") else ""
    return f"data:{media_type}{charset};base64,{base64.b64encode(data).decode()}"


def as_bytes(data: str | bytes) -> bytes:
    """Return what a file of this content holds."""
    return data.encode() if isinstance(data, str) else data


def render(arch: Architecture, *paths: str | PathLike[str], **options: Any) -> list[Path]:
    """Write an architecture to each path, in the format of its suffix, and return the paths.

    Options are those of `produce`.

    Raises:
        UnknownNameError: where a suffix is not that of a format.
        OutputError: where a path cannot be written.
    """
    return write([OutputFile(arch, format_of(Path(path).suffix[1:]), Path(path)) for path in paths], options)


def write(
    pictures: Iterable[OutputFile], options: Mapping[str, Any] | None = None, *, done: Done = str
) -> list[Path]:
    """Draw all pictures with the same options, then write them, and return their paths.

    `done` is called with a path after each drawing.

    Raises:
        MlarchError: with all that is wrong with any of them; nothing is written then.
        OutputError: where two go to one file, or one cannot be written.
    """
    from mlarch.exporters.parallel import in_processes

    pictures = list(pictures)
    _refuse_collisions(pictures)

    def draw(picture: OutputFile) -> str | bytes | MlarchError:
        try:
            return produce(picture.architecture, picture.format, **(options or {}))
        except MlarchError as error:
            return error

    drawn = []
    for picture, data in zip(pictures, in_processes(draw, pictures), strict=True):
        drawn.append(data)
        done(str(picture.path))
    problems = [problem for data in drawn if isinstance(data, MlarchError) for problem in data.problems]
    if problems:
        raise MlarchError(list(dict.fromkeys(problems)))
    return [
        save(picture.path, data)
        for picture, data in zip(pictures, drawn, strict=True)
        if not isinstance(data, MlarchError)
    ]


def _refuse_collisions(pictures: list[OutputFile]) -> None:
    twice = [path for path, count in Counter(picture.path for picture in pictures).items() if count > 1]
    if twice:
        raise OutputError([f"{path}: several pictures would be written to this one file" for path in twice])
