"""Read the file of a document as a layer: its text, its name, what it says and where."""

from __future__ import annotations

import os
from pathlib import Path

from mlarch.documents.json_reader import parse_json
from mlarch.documents.layers import Layer
from mlarch.documents.paths import Home
from mlarch.documents.yaml_reader import MAX_BYTES, parse
from mlarch.errors import DocumentError

__all__ = ["MAX_BYTES", "default_name", "layer_of", "read_layer", "read_text"]


def read_text(path: Path) -> str:
    """Return the text of a document.

    Raises:
        DocumentError: where it cannot be read, or is larger than the limit.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the path
        raise DocumentError(f"{str(path)!r}: cannot be read: {error}") from None
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: not UTF-8 text: byte {error.start} is {data[error.start]:#04x}"
        ) from None


def read_layer(text: str, path: Path, called: str, root: Path | None = None) -> Layer:
    """Return the layer of a file's text; `called` is what messages call it, `root` its project's folder.

    Raises:
        DocumentError: where it is not YAML or JSON.
    """
    home = Home.of(path) if root is None else Home(path.resolve().parent, root)
    return layer_of(text, called, home, json=path.suffix == ".json")


def layer_of(text: str, called: str, home: Home, *, json: bool = False) -> Layer:
    """Return the layer of the text of a document.

    Raises:
        DocumentError: where it is not YAML or JSON.
    """
    root, places, problems = (parse_json if json else parse)(text, called)
    return Layer(root, places, problems, home)


def default_name(path: str | os.PathLike[str]) -> str:
    """Return the name of a document that does not say one: its path below a folder `architectures`.

    >>> default_name("/home/me/architectures/team/web.yaml"), default_name("/home/me/web.yaml")
    ('team/web', 'web')
    """
    parts = Path(path).absolute().with_suffix("").parts
    if "architectures" in parts[:-1]:
        last = len(parts) - 1 - parts[::-1].index("architectures")
        return "/".join(parts[last + 1 :])
    return parts[-1]
