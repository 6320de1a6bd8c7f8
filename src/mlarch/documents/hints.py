"""Suggest corrections for syntax errors of YAML."""

from __future__ import annotations

import re

from mlarch.documents.yaml_writer import scalar

__all__ = ["advice"]

_QUOTING_ERRORS = re.compile(
    r"mapping values are not allowed|cannot start any token|expected alphabetic|expected <block end>"
    r"|sequence entries are not allowed|mapping keys are not allowed|expected ',' or|did not find expected"
    r"|expected a comment or a line break|found undefined tag|expected chomping"
)
_ENTRY = re.compile(r"""\s*(?:-\s+)?(?:"[^"]*"|'[^']*'|[^\s'"{\[#][^:#]*):\s+(?P<text>[^\s'"#].*?)\s*""")
_ITEM = re.compile(r"\s*-\s+(?P<text>[^\s'\"#].*?)\s*")
_CLOSED_EARLY = re.compile(r"""[^'"]*:\s+(?:'[^']*'|"[^"]*")\s*\w.*""")
_GENERAL_HINT = "quote the text if it holds ': ', or starts with one of @ * & ! % { [ `"


def advice(message: str, line: str, *, opened: int = 0) -> str:
    """Return a hint on the message of a YAML parser about a line, or an empty string.

    `opened` is the number of an earlier line with an open bracket, 0 if there is none.

    >>> advice("mapping values are not allowed here", "    label: GET: all")
    '; quote this: "GET: all"'
    >>> advice("found character '\\\\t' that cannot start any token", "\\tlabel: x")
    '; indent with spaces, not tabs'
    """
    if "\\t" in message and line.lstrip(" ").startswith("\t"):
        return "; indent with spaces, not tabs"
    if opened and "flow" in message:
        return f"; is the bracket opened in line {opened} closed?"
    if "quoted scalar" in message or _CLOSED_EARLY.fullmatch(line):
        return "; quote the whole text; an apostrophe inside '...' is written twice"
    if not _QUOTING_ERRORS.search(message):
        return ""
    entry = _ITEM.fullmatch(line) if ": " not in line.partition("- ")[2] else None
    entry = _ENTRY.fullmatch(line) or entry
    if entry is None or not _needs_quotes(entry["text"]):
        return f"; {_GENERAL_HINT}"
    return f"; quote this: {scalar(entry['text'])}"


def _needs_quotes(text: str) -> bool:
    """Return True if the fault is the text itself, not a value inside it."""
    if text[0] in "{[":
        return text[-1] not in "}]," and ":" not in text
    return text[0] in "@*&!%`|>-?" or ": " in text or text.endswith(":")
