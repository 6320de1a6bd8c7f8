"""Write documents as YAML that YAML 1.1 and 1.2 read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlarch.documents.core_schema import is_ambiguous

__all__ = ["dump", "one_line", "scalar"]

_WIDTH = 100
_MAX_KEY = 500  # not every reader takes a longer key in the usual form
_PLAIN = re.compile(r"[A-Za-z0-9_./\u00c0-\uffff](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z0-9_./\u00c0-\uffff](?:[^:#?,\[\]{}]|(?<=\S)#)*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PROSE = ("notes", "pros", "cons")


def dump(mapping: Mapping[str, Any]) -> str:
    """Return a document as YAML, in flow style if it fits a line, else in block style."""
    return "".join(f"{line}\n" for line in _block_map(mapping, "", top=True)) or "{}\n"


def scalar(value: object, *, flow: bool = False) -> str:
    """Return a text, number, true, false or null as YAML; `flow` inside brackets.

    >>> [scalar(value) for value in ("nginx", "no", "a: b", 3, 1e30, None)]
    ['nginx', '"no"', '"a: b"', '3', '1.0e+30', 'null']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int):
        return str(int(value))
    text = str(value)
    return text if _is_plain(text, flow) else _quoted(text)


def one_line(value: Any) -> str:
    """Return a value on one line of any length.

    >>> one_line({"label": "a: b", "tags": ["pii"]})
    '{label: "a: b", tags: [pii]}'
    """
    return scalar(value) if not isinstance(value, (Mapping, list, tuple)) else _flow(value) or "{}"


def _float(value: float) -> str:
    text = repr(float(value))
    return text if "." in text else text.replace("e", ".0e")  # YAML 1.1 requires the point


def _is_plain(text: str, flow: bool) -> bool:
    return (
        (_PLAIN_IN_FLOW if flow else _PLAIN).fullmatch(text) is not None
        and text.isprintable()
        and not text.endswith(" ")
        and not text.startswith(("---", "..."))
        and not is_ambiguous(text)
    )


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _block_map(mapping: Mapping[str, Any], indent: str, *, top: bool = False) -> Iterator[str]:
    for key, value in mapping.items():
        name = scalar(key)
        head = f"{indent}{name}:" if len(name) <= _MAX_KEY else f"{indent}? {name}\n{indent}:"
        room = _WIDTH - len(indent) - len(name) - 2
        prose = top and key in _PROSE
        section = top and isinstance(value, Mapping) and key not in ("parameters", "view")
        yield from _entry(head, value, indent, 0 if prose or section else room)


def _block_list(items: Sequence[Any], indent: str) -> Iterator[str]:
    for item in items:
        yield from _entry(f"{indent}-", item, indent, _WIDTH - len(indent) - 2)


def _entry(head: str, value: Any, indent: str, room: int) -> Iterator[str]:
    """Yield the lines of a value after its key or dash: one if it fits `room`."""
    if not isinstance(value, (Mapping, list, tuple)):
        yield f"{head} {scalar(value)}"
        return
    flow = _flow(value) if not value or room else None
    if flow is not None and (not value or len(flow) <= room):
        yield f"{head} {flow}"
    else:
        yield head
        inner = indent + "  "
        yield from _block_map(value, inner) if isinstance(value, Mapping) else _block_list(value, inner)


def _flow(value: Any) -> str | None:
    """Return a value on one line, None if a key in it is too long for that."""
    if isinstance(value, Mapping):
        pairs = [(scalar(key, flow=True), _flow(item)) for key, item in value.items()]
        if any(item is None or len(key) > _MAX_KEY for key, item in pairs):
            return None
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    if isinstance(value, (list, tuple)):
        items = [_flow(item) for item in value]
        return None if None in items else "[" + ", ".join(str(item) for item in items) + "]"
    return scalar(value, flow=True)
