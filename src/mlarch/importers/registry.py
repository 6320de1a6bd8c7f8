"""List the importers: one row for each source, which is a folder of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mlarch.errors import UnknownNameError, did_you_mean
from mlarch.importers import compose, kubernetes

if TYPE_CHECKING:
    from mlarch.importers.draft import Imported
    from mlarch.importers.sources import Source

__all__ = ["FALLBACK", "FORMATS", "FORMAT_HELP", "IMPORTERS", "INPUTS", "Importer", "find_importer"]


class Reader(Protocol):
    """Turn sources into an architecture and a report."""

    def __call__(
        self, sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False
    ) -> Imported: ...


@dataclass(frozen=True, kw_only=True)
class Importer:
    """A source of architectures.

    `summary` and `help` are its texts in `--help`. `find_files` selects the files of a folder, and
    `explain_no_files` is the error if there are none. `recognize` detects the format of a text. A file
    of a folder in another format is an error if `expects_every_file`, and only reported otherwise.
    """

    name: str
    summary: str
    help: str
    find_files: Callable[[Path], list[Path]]
    explain_no_files: Callable[[Path], str]
    recognize: Callable[[str], bool]
    expects_every_file: bool
    read: Reader


# Detection tries the rows in this order. The last one is the fallback.
_ROWS = (
    Importer(
        name="compose",
        summary="Compose files",
        help="Compose files; in a folder, compose.yaml and its override",
        find_files=compose.find_files,
        explain_no_files=compose.explain_no_files,
        recognize=compose.recognize,
        expects_every_file=True,
        read=compose.from_compose,
    ),
    Importer(
        name="kubernetes",
        summary="Kubernetes manifests",
        help="Kubernetes manifests; in a folder, every .yaml, .yml and .json",
        find_files=kubernetes.find_files,
        explain_no_files=kubernetes.explain_no_files,
        recognize=kubernetes.recognize,
        expects_every_file=False,
        read=kubernetes.from_kubernetes,
    ),
)
IMPORTERS: Mapping[str, Importer] = {importer.name: importer for importer in _ROWS}
FALLBACK = _ROWS[-1]

FORMATS = tuple(IMPORTERS)
INPUTS = " or ".join(importer.summary for importer in _ROWS)
FORMAT_HELP = "\b\n" + "\n".join(f"{importer.name:<11} {importer.help}" for importer in _ROWS)


def find_importer(format: str) -> Importer:
    """Return the importer of a format.

    Raises:
        UnknownNameError: if there is no such format.
    """
    if format not in IMPORTERS:
        hint = did_you_mean(format, FORMATS)
        raise UnknownNameError(f"unknown format '{format}': one of {', '.join(FORMATS)}.{hint}")
    return IMPORTERS[format]
