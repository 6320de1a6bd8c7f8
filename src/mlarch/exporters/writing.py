"""Write architectures to files, each in the format of its suffix."""

from __future__ import annotations

import base64
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePath
from typing import Any, Protocol

from mlarch.documents.saving import save
from mlarch.errors import MlarchError, OutputError
from mlarch.exporters import export
from mlarch.exporters.options import SCALE
from mlarch.model import Architecture
from mlarch.model.formats import FORMATS, format_of

__all__ = ["PICTURES", "SCALE", "OutputFile", "as_bytes", "data_uri", "place", "produce", "render", "write"]

PICTURES = ("svg", "png")
"""The formats that are drawn in each theme."""

Data = str | bytes


class Mapper(Protocol):
    """A function like `map`, such as one that maps in parallel."""

    def __call__(
        self, function: Callable[[OutputFile], Data | MlarchError], items: list[OutputFile], /
    ) -> Iterable[Data | MlarchError]: ...


@dataclass(frozen=True)
class OutputFile:
    """An architecture, the format to write it in, and the path of the file."""

    architecture: Architecture
    format: str
    path: Path


def place(folder: str | PathLike[str], name: str, format: str) -> Path:
    """Return the path of a picture below `folder`; '/' in its name is a folder.

    Raises:
        OutputError: if the name leads out of the folder.

    >>> place("out", "gcp-scaling/6-cache", "python").as_posix()
    'out/gcp-scaling/6-cache.py'
    """
    parts = PurePath(name)
    if parts.is_absolute() or not parts.name or ".." in parts.parts:
        raise OutputError(f"'{name}' cannot name a file in folder '{folder}'")
    return Path(folder, f"{name}.{FORMATS[format].suffix}")


def produce(arch: Architecture, format: str, **options: Any) -> Data:
    """Return an architecture in a format: PNG and PDF as bytes, others as text.

    Options are those of `mlarch.exporters.options.ExportOptions`.
    """
    return export(arch, format, **options)


def data_uri(arch: Architecture, format: str = "svg", **options: Any) -> str:
    """Return an architecture as a `data:` address; options are those of `produce`."""
    data = as_bytes(produce(arch, format, **options))
    media_type = FORMATS[format].media_type
    charset = ";charset=utf-8" if media_type.startswith("text/") else ""
    return f"data:{media_type}{charset};base64,{base64.b64encode(data).decode()}"


def as_bytes(data: Data) -> bytes:
    """Return the content of a file with this text or these bytes."""
    return data.encode() if isinstance(data, str) else data


def render(arch: Architecture, *paths: str | PathLike[str], **options: Any) -> list[Path]:
    """Write an architecture to each path in the format of its suffix.

    Options are those of `produce`.

    Raises:
        UnknownNameError: if a suffix is not that of a format.
        OutputError: if a path cannot be written.
    """
    return write([OutputFile(arch, format_of(Path(path).suffix[1:]), Path(path)) for path in paths], options)


def write(
    files: Iterable[OutputFile],
    options: Mapping[str, Any] | None = None,
    *,
    done: Callable[[str], object] = str,
    mapper: Mapper = map,
) -> list[Path]:
    """Draw all files with the same options, then write them, and return their paths.

    `done` is called with a path after each drawing. `mapper` may draw in parallel.

    Raises:
        MlarchError: with the problems of all drawings; nothing is written then.
        OutputError: if two files have one path, or a file cannot be written.
    """
    files = list(files)
    _refuse_collisions(files)
    drawn = []
    for file, data in zip(files, mapper(functools.partial(_draw, dict(options or {})), files), strict=True):
        drawn.append(data)
        done(str(file.path))
    problems = [problem for data in drawn if isinstance(data, MlarchError) for problem in data.problems]
    if problems:
        raise MlarchError(list(dict.fromkeys(problems)))
    return [
        save(file.path, data)
        for file, data in zip(files, drawn, strict=True)
        if not isinstance(data, MlarchError)
    ]


def _draw(options: Mapping[str, Any], file: OutputFile) -> Data | MlarchError:
    """Return the content of a file, or the error of drawing it."""
    try:
        return produce(file.architecture, file.format, **options)
    except MlarchError as error:
        return error


def _refuse_collisions(files: list[OutputFile]) -> None:
    repeated = [path for path, count in Counter(file.path for file in files).items() if count > 1]
    if repeated:
        raise OutputError(
            [f"{path}: several pictures would be written to this one file" for path in repeated]
        )
