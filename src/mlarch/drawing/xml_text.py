"""Write text into XML; `xml.sax.saxutils` would load `urllib` and `ssl` for it."""

from __future__ import annotations

__all__ = ["escape", "quote"]

_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_SPACE = {ord("\n"): "&#10;", ord("\r"): "&#13;", ord("\t"): "&#9;"}
_OTHER = (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
"""No character of XML 1.0 (section 2.2)."""

_NOT_XML = dict.fromkeys(_OTHER, "\ufffd")
_IN_TEXT = {**_NOT_XML, **_TEXT}
_IN_QUOTES = {**_IN_TEXT, **_SPACE}


def escape(text: str) -> str:
    """Return a text as the content of an element, with U+FFFD for what XML cannot hold.

    >>> escape("a < b & c\\x00")
    'a &lt; b &amp; c\ufffd'
    """
    return text.translate(_IN_TEXT)


def quote(text: str) -> str:
    """Return a text as the value of an attribute, in quotes; U+FFFD is for what XML cannot hold.

    >>> print(quote('a "b"'), quote("it's \\"b\\""), quote("two\\nlines"))
    'a "b"' "it's &quot;b&quot;" "two&#10;lines"
    """
    value = text.translate(_IN_QUOTES)
    if '"' not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else f'"{value.replace(chr(34), "&quot;")}"'
