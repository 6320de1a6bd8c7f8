"""Decide which formats are asked for and where each picture goes."""

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
    """The formats to write: each architecture's into `folder`, or the only one into `file`."""

    formats: tuple[str, ...]
    folder: Path | None = None
    file: Path | None = None

    def pictures(self, architectures: Iterable[Architecture]) -> Iterator[OutputFile]:
        """Yield a picture for each architecture in each format, in that order."""
        for arch in architectures:
            for format in self.formats:
                yield OutputFile(
                    arch, format, self.file or writing.place(self.folder or "", arch.name, format)
                )


def destination(output: str, formats: str, count: int) -> Destination:
    """Return where `count` architectures go for the texts of `-o` and `-f`, both of which may be empty.

    Raises:
        UnknownNameError: where a format does not exist.
        click.UsageError: where the two disagree, or several pictures are to go into one file.
    """
    path = Path(output)
    wanted = _formats(formats)
    if output and path != STDOUT and path.suffix and not _is_folder(output):
        wanted = _agreed(path, wanted)
    wanted = wanted or ("svg",)
    several = count * len(wanted) > 1
    if not output or _is_folder(output) or (several and path != STDOUT and not path.suffix):
        return Destination(wanted, folder=path)
    if several:
        place = "stdout" if path == STDOUT else f"'{output}'"
        raise click.UsageError(f"{place} takes one picture, not {count * len(wanted)}.")
    return Destination(wanted, file=path)


def _is_folder(output: str) -> bool:
    return output.endswith("/") or Path(output).is_dir()


def _formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas, each once."""
    names = [name.strip() for name in text.split(",")]
    return tuple(dict.fromkeys(format_of(name) for name in names if name))


def _agreed(file: Path, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the format of the file's suffix, which is the one wanted, if any is."""
    format = format_of(file.suffix[1:])
    if wanted and wanted != (format,):
        raise click.UsageError(f"'-o {file}' and '-f {','.join(wanted)}' disagree.")
    return (format,)
