"""Read JSON text as plain values, remembering where each was written."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mlarch.documents.building import MAX_DEPTH
from mlarch.documents.locations import LocatedProblem, Mark, Path, Places
from mlarch.documents.yaml_reader import MAX_BYTES, MAX_VALUES
from mlarch.errors import DocumentError

__all__ = ["parse_json"]

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)')


def parse_json(text: str, name: str = "") -> tuple[Any, Places, list[LocatedProblem]]:
    """Return the value of a JSON document, where its parts are, and what is wrong with them.

    Raises:
        DocumentError: where the text is not JSON.
    """
    prefix = f"{name}:" if name else ""
    if len(text) > MAX_BYTES:
        raise DocumentError(f"{prefix} larger than {MAX_BYTES // 1_000_000} MB".strip())
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        mark = Mark(error.lineno, error.colno)
        problem = LocatedProblem((), f"not JSON: {error.msg}", mark=mark)
        raise DocumentError(Places(name, text=text).locate([problem])) from None
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise DocumentError(f"{prefix} {reason}".strip()) from None
    places = Places(name, text=text)
    return value, places, list(_scan(text, places))


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found.setdefault(key, value)  # that a key is written twice is said by the scan
    return found


@dataclass
class _Open:
    """An object or array that is being read; `next` is the key, None before it, or the index."""

    path: Path
    next: str | int | None


def _scan(text: str, places: Places) -> Iterator[LocatedProblem]:
    """Fill in where everything stands in JSON that is known to be right; yield keys written twice."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    stack: list[_Open] = []
    for count, match in enumerate(_TOKEN.finditer(text)):
        token, top = match[1], stack[-1] if stack else None
        if count > 4 * MAX_VALUES:
            raise DocumentError(f"{places.name}: more than {MAX_VALUES} values".removeprefix(": "))
        if token == "," and top is not None:
            top.next = top.next + 1 if isinstance(top.next, int) else None
        elif token in ("}", "]"):
            stack.pop()
        elif token not in (",", ":"):
            line = bisect_right(starts, match.start(1))
            yield from _value(token, Mark(line, match.start(1) - starts[line - 1] + 1), stack, places)


def _value(token: str, mark: Mark, stack: list[_Open], places: Places) -> Iterator[LocatedProblem]:
    top = stack[-1] if stack else None
    if top is not None and top.next is None:
        top.next = str(json.loads(token))
        path = (*top.path, top.next)
        first = places.keys.setdefault(path, mark)
        if first is not mark:
            message = f"key '{top.next}' is written twice, first in line {first.line}"
            yield LocatedProblem(path, message, mark=mark)
        return
    path = () if top is None or top.next is None else (*top.path, top.next)[:MAX_DEPTH]
    places.values.setdefault(path, mark)
    if token in ("{", "["):
        stack.append(_Open(path, None if token == "{" else 0))
