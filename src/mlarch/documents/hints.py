"""Say what to write instead where YAML itself trips over a text."""

from __future__ import annotations

import re

__all__ = ["advice"]

_TRIPS = re.compile(
    r"mapping values are not allowed|cannot start any token|expected alphabetic|expected <block end>"
    r"|sequence entries are not allowed|mapping keys are not allowed|expected ',' or|did not find expected"
    r"|expected a comment or a line break|found undefined tag|expected chomping"
)
_ENTRY = re.compile(r"""\s*(?:-\s+)?(?:"[^"]*"|'[^']*'|[^\s'"{\[#][^:#]*):\s+(?P<text>[^\s'"#].*?)\s*""")
_ITEM = re.compile(r"\s*-\s+(?P<text>[^\s'\"#].*?)\s*")
_CLOSED_EARLY = re.compile(r"""[^'"]*:\s+(?:'[^']*'|"[^"]*")\s*\w.*""")
_GENERAL = "quote the text where it holds ': ', or starts with one of @ * & ! % { [ `"


def advice(said: str, line: str, *, opened: int = 0) -> str:
    """Return what to do about the message of a YAML parser on a line, or an empty string.

    `opened` is the number of the line in which an open bracket stands, where that is another one.

    >>> advice("mapping values are not allowed here", "    label: GET: all")
    '; quote this: "GET: all"'
    >>> advice("found character '\\\\t' that cannot start any token", "\\tlabel: x")
    '; indent with spaces, not tabs'
    """
    if "\\t" in said and line.lstrip(" ").startswith("\t"):
        return "; indent with spaces, not tabs"
    if opened and "flow" in said:
        return f"; is the bracket opened in line {opened} closed?"
    if "quoted scalar" in said or _CLOSED_EARLY.fullmatch(line):
        return "; quote the whole text; an apostrophe inside '...' is written twice"
    if not _TRIPS.search(said):
        return ""
    entry = _ITEM.fullmatch(line) if ": " not in line.partition("- ")[2] else None
    entry = _ENTRY.fullmatch(line) or entry
    if entry is None or not _needs_quotes(entry["text"]):
        return f"; {_GENERAL}"
    from mlarch.documents.yaml_writer import scalar

    return f"; quote this: {scalar(entry['text'])}"


def _needs_quotes(text: str) -> bool:
    """Say whether a text trips by itself, and is no map or list that is only wrong further inside."""
    if text[0] in "{[":
        return text[-1] not in "}]," and ":" not in text
    return text[0] in "@*&!%`|>-?" or ": " in text or text.endswith(":")
