"""Choose the formats and the output file of each picture from -o and -f."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mlarch.exporters import writing
from mlarch.exporters.writing import OutputFile
from mlarch.model import Architecture
from mlarch.model.formats import format_of

__all__ = ["STDOUT", "Destination", "destination"]

STDOUT = Path("-")


@dataclass(frozen=True)
class Destination:
    """Formats, and either the folder for all pictures or the file for the only one."""

    formats: tuple[str, ...]
    folder: Path | None = None
    file: Path | None = None

    def pictures(self, architectures: Iterable[Architecture]) -> Iterator[OutputFile]:
        """Yield an output file for each architecture in each format, in that order."""
        for arch in architectures:
            for format in self.formats:
                yield OutputFile(
                    arch, format, self.file or writing.place(self.folder or "", arch.name, format)
                )


def destination(output: str, formats: str, count: int) -> Destination:
    """Return the destination of `count` architectures; `output` and `formats` may be empty.

    Raises:
        UnknownNameError: if a format does not exist.
        click.UsageError: if the two disagree, or several pictures would go into one file.
    """
    path = Path(output)
    requested = _formats(formats)
    if output and path != STDOUT and path.suffix and not _is_folder(output):
        requested = _agreed(path, requested)
    requested = requested or ("svg",)
    several = count * len(requested) > 1
    if not output or _is_folder(output) or (several and path != STDOUT and not path.suffix):
        return Destination(requested, folder=path)
    if several:
        place = "stdout" if path == STDOUT else f"'{output}'"
        raise click.UsageError(f"{place} takes one picture, not {count * len(requested)}.")
    return Destination(requested, file=path)


def _is_folder(output: str) -> bool:
    return output.endswith("/") or Path(output).is_dir()


def _formats(text: str) -> tuple[str, ...]:
    """Return the formats of a comma-separated list, without duplicates."""
    names = [name.strip() for name in text.split(",")]
    return tuple(dict.fromkeys(format_of(name) for name in names if name))


def _agreed(file: Path, requested: tuple[str, ...]) -> tuple[str, ...]:
    """Return the format of the file's suffix.

    Raises:
        click.UsageError: if other formats are requested.
    """
    format = format_of(file.suffix[1:])
    if requested and requested != (format,):
        raise click.UsageError(f"'-o {file}' and '-f {','.join(requested)}' disagree.")
    return (format,)
