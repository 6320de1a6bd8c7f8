"""Write the text of an SVG: labels, tooltips and links.

The fonts of labels are in `mlarch.layout.fonts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mlarch.drawing.shapes import decimal
from mlarch.drawing.xml_text import escape, quote
from mlarch.layout.positioned import TextLine

__all__ = ["label", "linked", "text_line", "tooltip"]


def label(lines: Sequence[TextLine], name: str = "label") -> str:
    """Return lines of one style as a text element, empty for no lines."""
    if not lines:
        return ""
    if len(lines) == 1:
        return text_line(lines[0], name)
    # The space after each line but the last separates the words for those who copy or hear the text.
    spans = "".join(
        f'<tspan x="{decimal(line.x)}" y="{decimal(line.y)}">{escape(line.text)}{space}</tspan>'
        for line, space in [*((line, " ") for line, _ in pairwise(lines)), (lines[-1], "")]
    )
    return f'<text class="{name}"{_anchor(lines[0])}>{spans}</text>'


def text_line(line: TextLine, name: str) -> str:
    """Return one line as a text element of class `name`."""
    at = f'x="{decimal(line.x)}" y="{decimal(line.y)}"'
    return f'<text class="{name}" {at}{_anchor(line)}>{escape(line.text)}</text>'


def _anchor(line: TextLine) -> str:
    return "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'


def tooltip(label: str, description: str, lines: Sequence[TextLine]) -> str:
    """Return the title element: the description, after the label if it is cut."""
    is_cut = any(line.text.endswith("\u2026") and line.style != "second" for line in lines)
    text = "\n".join(dict.fromkeys(filter(None, (label if is_cut else "", description))))
    return f"<title>{escape(text)}</title>" if text else ""


def linked(content: str, link: str) -> str:
    """Return content inside a link, if there is one."""
    if not link:
        return content
    return f"<a href={quote(link)} xlink:href={quote(link)}>{content}</a>"
