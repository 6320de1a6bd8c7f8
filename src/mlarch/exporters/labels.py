"""Write text so that a language draws it as it stands, and choose what a node says."""

from __future__ import annotations

import re

from mlarch.model import Node

__all__ = ["STORES", "draws_as_it_stands", "flat", "label_lines", "literal", "printable", "without_tags"]

STORES = frozenset(
    {
        "block-store",
        "cache",
        "data-lake",
        "data-warehouse",
        "dataset",
        "document-store",
        "feature-store",
        "file-store",
        "geospatial-store",
        "graph-store",
        "key-value-store",
        "ledger",
        "model-store",
        "object-store",
        "relational-database",
        "search-engine",
        "time-series-store",
        "vector-store",
        "wide-column-store",
    }
)
"""The roles that are drawn as a cylinder where a language has one."""

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Return a text without the control characters that end or break a file of Graphviz."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def flat(text: str) -> str:
    """Return a text on one line.

    >>> flat("two\\n lines")
    'two lines'
    """
    return " ".join(text.split())


def without_tags(text: str) -> str:
    """Return a text in which no reader finds a tag: a wide sign begins what looks like one.

    >>> without_tags("a < b, <b>")
    'a < b, \uff1cb>'
    """
    return re.sub("<(?=[A-Za-z/!?])", "\uff1c", text)


def label_lines(node: Node) -> list[str]:
    """Return the lines of a node: label and number of replicas, then description or role."""
    from mlarch.layout.cards import second_line

    label = printable(node.label).strip()
    first = label if node.replicas == 1 else f"{label} \u00d7 {node.replicas}".strip()
    return [line for line in (*first.splitlines(), flat(printable(second_line(node)))) if line.strip()]


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
