"""Read the files of documents as layers."""

from __future__ import annotations

from pathlib import Path

from mlarch.documents.bases import BaseFile
from mlarch.documents.json_reader import parse_json
from mlarch.documents.layers import Layer
from mlarch.documents.paths import PathResolver, relative_to_cwd
from mlarch.documents.tree import MAX_BYTES
from mlarch.documents.yaml_reader import parse
from mlarch.errors import DocumentError

__all__ = ["parse_layer", "read_base", "read_layer", "read_text"]


def read_text(path: Path) -> str:
    """Return the text of a document.

    Raises:
        DocumentError: if it cannot be read, is not UTF-8, or is larger than the limit.
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


def read_layer(
    path: Path, name: str, *, root: Path | None = None, requested: set[Path] | None = None
) -> Layer:
    """Return the layer of a file: JSON by its suffix, else YAML.

    `name` is its name in messages, `root` and `requested` are those of its `PathResolver`.

    Raises:
        DocumentError: if it cannot be read, or is not YAML or JSON.
    """
    text = read_text(path)
    paths = PathResolver.of(path, root=root, requested=requested)
    return parse_layer(text, name, paths, json=path.suffix == ".json")


def read_base(base: BaseFile, layer: Layer) -> Layer:
    """Return the layer of the document that another one extends.

    Raises:
        DocumentError: if it cannot be read, or is not YAML or JSON.
    """
    name, requested = relative_to_cwd(base.path), layer.paths.requested
    return read_layer(base.path, name, root=base.root, requested=requested)


def parse_layer(text: str, name: str, paths: PathResolver, *, json: bool = False) -> Layer:
    """Return the layer of a text; `name` is its name in messages.

    Raises:
        DocumentError: if it is not YAML or JSON.
    """
    parsed = parse_json(text, name) if json else parse(text, name)
    return Layer(parsed.root, parsed.places, parsed.problems, paths)
