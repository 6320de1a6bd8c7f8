"""Choose the lines of a node's label, and escape text for other languages."""

from __future__ import annotations

import re

from mlarch.model import Node

__all__ = ["escape_entities", "is_literal", "label_lines", "one_line", "printable", "without_tags"]

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Return a text without control characters, some of which end a file."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return a text on one line.

    >>> one_line("two\\n lines")
    'two lines'
    """
    return " ".join(text.split())


def without_tags(text: str) -> str:
    """Return a text with a full-width sign for the `<` of a tag.

    >>> without_tags("a < b, <b>")
    'a < b, \uff1cb>'
    """
    return re.sub("<(?=[A-Za-z/!?])", "\uff1c", text)


def label_lines(node: Node) -> list[str]:
    """Return the lines of a node: label and replicas, then description or role."""
    from mlarch.layout.cards import second_line

    label = printable(node.label).strip()
    first = label if node.replicas == 1 else f"{label} \u00d7 {node.replicas}".strip()
    return [line for line in (*first.splitlines(), one_line(printable(second_line(node)))) if line.strip()]


def is_literal(text: str) -> bool:
    r"""Whether Graphviz draws a text unchanged: it has no escape, entity or HTML label.

    >>> [is_literal(text) for text in ("a < b", "C:\\new", "<b>", "&lt;")]
    [True, False, False, False]
    """
    return "\\" not in text and not _ENTITY.search(text) and not (text[:1] == "<" and text[-1:] == ">")


def escape_entities(text: str) -> str:
    r"""Return a text for `graphviz.escape`, which leaves entities alone.

    >>> escape_entities("a & b"), escape_entities("&lt;")
    ('a & b', '&amp;lt;')
    """
    return text.replace("&", "&amp;") if _ENTITY.search(text) else text
