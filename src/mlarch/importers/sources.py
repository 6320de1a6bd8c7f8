"""Read files as the sources of an import."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlarch.documents.yaml_stream import MAX_BYTES
from mlarch.errors import DocumentError
from mlarch.importers.paths import is_inside

__all__ = [
    "Source",
    "display_name",
    "document_name",
    "document_names",
    "read_source",
    "read_text",
    "readable_root",
]

_MAX_NAMES = 4


@dataclass(frozen=True)
class Source:
    """A file to import.

    `name` is used in messages. Relative paths start at `folder`. Nothing outside of `root` is read.
    `named` is False for a file that was found in a folder.
    """

    name: str
    text: str
    folder: Path
    root: Path
    named: bool = True


def read_source(path: Path, root: Path, *, named: bool = True) -> Source:
    """Return a file as a source.

    Raises:
        DocumentError: if it cannot be read or is too large.
    """
    return Source(display_name(path), read_text(path), path.parent, root, named)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        DocumentError: if it cannot be read, is not UTF-8 or is too large.
    """
    name = display_name(path)
    try:
        if not path.is_file():
            reason = "no such file" if not path.exists() else "not a file"
            raise DocumentError(f"{name}: cannot be read: {reason}")
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1_000_000} MB"
            raise DocumentError(f"{name}: larger than {limit}: name the files that matter, or split it")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise DocumentError(f"{name}: not UTF-8 text: byte {error.start} is {byte:#04x}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{name}: cannot be read: {reason}") from None


def readable_root(path: Path) -> Path:
    """Return the folder to limit reads to: the working directory if it holds `path`."""
    here = Path.cwd()
    return here if is_inside(path, here) else path.parent


def display_name(path: Path) -> str:
    """Return the name of a file in messages, relative to the working directory."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return os.path.normpath(path)


def document_name(name: str) -> str:
    """Return the name of a file in a document, without the path of one machine.

    >>> document_name("/home/me/compose.yaml"), document_name("k8s/web.yaml")
    ('compose.yaml', 'k8s/web.yaml')
    """
    return Path(name).name if Path(name).is_absolute() else name


def document_names(sources: Sequence[Source]) -> str:
    """Return the names of the first sources, and the number of the others."""
    names = ["stdin" if source.name == "-" else document_name(source.name) for source in sources]
    others = len(names) - _MAX_NAMES
    return ", ".join(names[:_MAX_NAMES]) + (f" and {others} more" if others > 0 else "")
