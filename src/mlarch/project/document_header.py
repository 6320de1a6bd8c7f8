"""Read the keys of a document that `mlarch list` shows, without loading a YAML library."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["header_text", "header_texts", "read_header"]

_MOST_BYTES = 5_000_000  # loading refuses larger files
_KEY = re.compile(r"""["']?(name|title|summary|source|tags|extends|questions)["']?\s*:(?:\s+(.*))?""")


def read_header(path: Path) -> dict[str, Any]:
    """Return name, title, summary, source, tags, extends and questions, as far as they are there."""
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES).decode("utf-8", errors="replace")
    if path.suffix != ".json":
        return _yaml_header(text)
    try:
        value = json.loads(text)
    except ValueError:
        return {}  # loading the document reports the error
    return value if isinstance(value, dict) else {}


def _yaml_header(text: str) -> dict[str, Any]:
    """Return the keys in YAML text, read line by line.

    >>> _yaml_header("title: 'It''s mine'  # so far\\ntags: [a, b]\\nnodes: {}")
    {'title': "It's mine", 'tags': ['a', 'b']}
    """
    lines = text.lstrip("\ufeff").splitlines()
    header: dict[str, Any] = {}
    for number, line in enumerate(lines):
        match = _KEY.fullmatch(line.rstrip())
        if match is None:
            continue
        below = _below(lines[number + 1 :])
        value = (match[2] or "").strip()
        header[match[1]] = _tags(value, below) if match[1] == "tags" else _text(value, below)
    return header


def _below(lines: list[str]) -> list[str]:
    """Return the indented lines that continue the value of a key."""
    block = []
    for line in lines:
        if line.strip() and not line.startswith((" ", "-")):
            break
        block.append(line.strip())
    return block


def _text(value: str, below: list[str]) -> str:
    if re.fullmatch(r"[>|][+-]?\d?(?:\s+#.*)?", value):
        return " ".join(line for line in below if line)
    if value[:1] not in ("'", '"'):
        more = [] if value.startswith("#") else [line for line in below if line and not line.startswith("#")]
        return re.sub(r"(?:^|\s+)#.*", "", " ".join([value, *more]))
    return _quoted_text(" ".join([value, *below]))


def _quoted_text(value: str) -> str:
    if value[0] == "'":
        match = re.match(r"'((?:[^']|'')*)'", value)
        return match[1].replace("''", "'") if match else value
    match = re.match(r'"(?:[^"\\]|\\.)*"', value)
    try:
        return str(json.loads(match[0])) if match else value
    except ValueError:
        return match[0][1:-1] if match else value


def _tags(value: str, below: list[str]) -> list[str]:
    if value.startswith("["):
        inside = " ".join([value, *below]).partition("[")[2].partition("]")[0]
        return [_text(word.strip(), []) for word in inside.split(",") if word.strip()]
    if value and not value.startswith("#"):
        return [_text(value, [])]
    return [_text(line[1:].strip(), []) for line in below if line.startswith("-")]


def header_text(header: Mapping[str, Any], key: str) -> str:
    """Return the text of a key, or '' if it is missing or no text."""
    value = header.get(key)
    return value if isinstance(value, str) else ""


def header_texts(value: Any) -> tuple[str, ...]:
    """Return a text or a list of texts as a tuple."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, (list, tuple)) else ()
