"""Escape text for XML, with U+FFFD for characters that XML cannot hold.

`xml.sax.saxutils` does not replace them, so the file would be invalid.
"""

from __future__ import annotations

__all__ = ["escape", "quote"]

_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_SPACES = {ord("\n"): "&#10;", ord("\r"): "&#13;", ord("\t"): "&#9;"}
_INVALID = (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
"""Code points that are no character of XML 1.0 (section 2.2)."""

_IN_TEXT = {**dict.fromkeys(_INVALID, "\ufffd"), **_MARKUP}
_IN_QUOTES = {**_IN_TEXT, **_SPACES}


def escape(text: str) -> str:
    """Return text as the content of an element.

    >>> escape("a < b & c\\x00")
    'a &lt; b &amp; c\ufffd'
    """
    return text.translate(_IN_TEXT)


def quote(text: str) -> str:
    """Return text as the value of an attribute, in quotes.

    >>> print(quote('a "b"'), quote("it's \\"b\\""), quote("two\\nlines"))
    'a "b"' "it's &quot;b&quot;" "two&#10;lines"
    """
    value = text.translate(_IN_QUOTES)
    if '"' not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else f'"{value.replace(chr(34), "&quot;")}"'
