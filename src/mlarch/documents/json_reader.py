"""Read a JSON document as plain values that can be located."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from mlarch.documents.locations import LocatedProblem, Places
from mlarch.documents.tree import (
    MAX_BYTES,
    MappingNode,
    Mark,
    ScalarNode,
    SequenceNode,
    TreeBuilder,
    TreeError,
    TreeNode,
)
from mlarch.documents.yaml_reader import Parsed, repeated_key
from mlarch.errors import DocumentError

__all__ = ["parse_json"]

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)')


def parse_json(text: str, name: str = "") -> Parsed:
    """Return the value of a JSON document.

    Raises:
        DocumentError: if the text is not JSON, or breaks a limit.
    """
    problem = LocatedProblem((), f"larger than {MAX_BYTES // 1_000_000} MB")
    if len(text) <= MAX_BYTES:
        try:
            value = json.loads(text, object_pairs_hook=_first_values)
            root = _tree(text)
            return Parsed(value, Places(name, text, root), [*_repeated_keys(root)])
        except json.JSONDecodeError as error:
            problem = LocatedProblem((), f"not JSON: {error.msg}", mark=Mark(error.lineno, error.colno))
        except TreeError as error:
            problem = LocatedProblem((), error.message, mark=error.mark)
        except RecursionError:
            problem = LocatedProblem((), "nested too deeply")
        except ValueError as error:  # a number of too many digits
            problem = LocatedProblem((), str(error))
    raise DocumentError(Places(name, text).locate([problem])) from None


def _first_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        values.setdefault(key, value)
    return values


def _tree(text: str) -> TreeNode:
    """Return the tree of a text that is known to be JSON."""
    builder = TreeBuilder()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for match in _TOKEN.finditer(text):
        token, line = match[1], bisect_right(starts, match.start(1))
        column = match.start(1) - starts[line - 1] + 1
        if token == "{":
            builder.start(MappingNode(line, column))
        elif token == "[":
            builder.start(SequenceNode(line, column))
        elif token in ("}", "]"):
            builder.end()
        elif token not in (",", ":"):
            key = str(json.loads(token)) if builder.expects_key else token
            builder.scalar(ScalarNode(line, column, key))
    return builder.roots[0]


def _repeated_keys(node: TreeNode) -> Iterator[LocatedProblem]:
    if isinstance(node, MappingNode):
        for key, value in zip(node.keys, node.values, strict=True):
            if node.first(key) is key:
                yield from _repeated_keys(value)
            else:
                yield repeated_key(key, node)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _repeated_keys(item)
