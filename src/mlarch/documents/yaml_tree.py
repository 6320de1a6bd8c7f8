"""Parse YAML text into trees of located values."""

from __future__ import annotations

from typing import Any

import yaml

from mlarch.documents.hints import advice
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
from mlarch.errors import DocumentError

__all__ = ["COLLECTION_TAGS", "SCALAR_TAGS", "STANDARD_TAG", "TEXT_TAGS", "parse_trees", "short_tag"]

_REREAD = 200_000  # characters that the slow parser reads in about a second

STANDARD_TAG = "tag:yaml.org,2002:"
COLLECTION_TAGS = frozenset((None, "!", f"{STANDARD_TAG}map", f"{STANDARD_TAG}seq"))
TEXT_TAGS = frozenset((None, "!", f"{STANDARD_TAG}str"))
SCALAR_TAGS = TEXT_TAGS | {STANDARD_TAG + kind for kind in ("int", "float", "bool", "null")}
_FastLoader: Any = getattr(yaml, "CLoader", yaml.Loader)


def parse_trees(
    text: str, name: str = "", *, single: bool = False, advice_on_size: str = ""
) -> list[TreeNode]:
    """Return the trees of the documents in a YAML text; an empty text has none.

    `name` is the name of the text in messages. `single` refuses a second document.

    Raises:
        DocumentError: if the text is not YAML, or breaks a limit.
    """
    _refuse_large(text, name, advice_on_size)
    try:
        return _parse(text, single)
    except TreeError as error:
        raise _located(name, text, error.message, error.mark) from None
    except yaml.YAMLError as error:
        message, mark = _syntax_problem(error, text)
        raise _located(name, text, message, mark) from None


def short_tag(tag: str | None) -> str:
    """Return a tag as documents write it: `!!set` for `tag:yaml.org,2002:set`."""
    return (tag or "").replace(STANDARD_TAG, "!!")


def _refuse_large(text: str, name: str, hint: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        message = f"not text: holds half a character, {error.object[error.start]!r}"
        raise _located(name, text, message) from None
    if size > MAX_BYTES:
        raise _located(name, text, f"larger than {MAX_BYTES // 1_000_000} MB{hint}")


def _located(name: str, text: str, message: str, mark: Mark | None = None) -> DocumentError:
    return DocumentError(Places(name, text=text).locate([LocatedProblem((), message, mark=mark)]))


def _parse(text: str, single: bool) -> list[TreeNode]:
    try:
        return _build(yaml.parse(text, Loader=_FastLoader), single)
    except yaml.YAMLError:
        if len(text) > _REREAD:
            raise
        # The C parser words its errors differently. The messages should be the same everywhere.
        return _build(yaml.parse(text, Loader=yaml.Loader), single)


def _build(events: Any, single: bool) -> list[TreeNode]:
    builder, documents = TreeBuilder(), 0
    for event in events:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.tag is None
            builder.scalar(ScalarNode(line, column, event.value, plain, event.tag), event.anchor)
        elif isinstance(event, yaml.MappingStartEvent):
            builder.start(MappingNode(line, column, event.tag), event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent):
            builder.start(SequenceNode(line, column, event.tag), event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.end()
        elif isinstance(event, yaml.AliasEvent):
            builder.alias(str(event.anchor), line, column)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if single and documents > 1:
                raise TreeError("a second document in one file", Mark(line, column))
            builder.start_document()
    return builder.roots


def _syntax_problem(error: yaml.YAMLError, text: str) -> tuple[str, Mark | None]:
    if isinstance(error, yaml.MarkedYAMLError):
        at = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        hint = advice(message, _line(text, at), opened=_opening_line(error))
        return f"not YAML: {message}{hint}", Mark(at.line + 1, at.column + 1) if at else None
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        mark = Mark(before.count("\n") + 1, error.position - before.rfind("\n"))
        return f"not YAML: the character {chr(error.character)!r} must be written as an escape", mark
    return f"not YAML: {error}", None


def _opening_line(error: yaml.MarkedYAMLError) -> int:
    """Return the line of a bracket opened before the line at fault, else 0."""
    context, problem = error.context_mark, error.problem_mark
    return context.line + 1 if context and problem and context.line < problem.line else 0


def _line(text: str, at: Any) -> str:
    lines = text.splitlines()
    return lines[at.line] if at is not None and at.line < len(lines) else ""
