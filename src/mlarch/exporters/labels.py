"""Write text so that Graphviz draws it as it stands."""

from __future__ import annotations

import re

__all__ = ["draws_as_it_stands", "literal", "printable"]

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Return a text without the control characters that end or break a file of Graphviz."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def draws_as_it_stands(text: str) -> bool:
    r"""Say whether Graphviz finds no escape, entity or HTML label in a text.

    >>> [draws_as_it_stands(text) for text in ("a < b", "C:\\new", "<b>", "&lt;")]
    [True, False, False, False]
    """
    return "\\" not in text and not _ENTITY.search(text) and not (text[:1] == "<" and text[-1:] == ">")


def literal(text: str) -> str:
    r"""Return a text for `graphviz.escape`: what looks like an entity is written as one.

    >>> literal("a & b"), literal("&lt;")
    ('a & b', '&amp;lt;')
    """
    return text.replace("&", "&amp;") if _ENTITY.search(text) else text
