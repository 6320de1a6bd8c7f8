"""Convert Markdown to safe HTML: markup in the source is shown as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from mlarch.publish.gallery.rendering import clean

__all__ = ["MarkdownText", "to_html"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOT_SLUG = re.compile(r"[^\w\- ]")
_BREAK = re.compile(r"<br\s*/?>")


@dataclass(frozen=True)
class MarkdownText:
    """A text as HTML, with its first heading and its first paragraph."""

    title: str
    summary: str
    html: Markup


def to_html(source: str, link: Callable[[str], str], image: Callable[[str], str]) -> MarkdownText:
    """Return CommonMark with tables as HTML.

    `link` and `image` return the URL for a URL of the source, empty if the gallery has no such file. Then
    only the text of a link, or the alternative text of an image, remains; that of an image on the web is a
    link. Headings have the anchors of GitHub.
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    tokens = parser.parse(clean(source))
    for token in tokens:
        _make_safe(token)
        token.children = [*_resolve(token.children or [], link, image)]
    _add_anchors(tokens)
    title, summary = (_first(tokens, tag) for tag in ("h1", "p"))
    return MarkdownText(title, summary, Markup(parser.renderer.render(tokens, parser.options, {})))


def _first(tokens: Sequence[Token], tag: str) -> str:
    """Return the text of the first element with a tag."""
    return next((_plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.tag == tag), "")


def _make_safe(token: Token) -> None:
    """Escape HTML, and replace styles, which the pages forbid, by classes."""
    if token.type in ("html_block", "html_inline"):
        source = _COMMENT.sub("", token.content)
        text = escape(source) if source.strip() and not _BREAK.fullmatch(source) else source
        token.content = f"<p>{text}</p>" if token.type == "html_block" and source.strip() else text
    style = token.attrs.pop("style", "")
    if style:
        token.attrs["class"] = str(style).removeprefix("text-align:")


def _resolve(
    tokens: Sequence[Token], link: Callable[[str], str], image: Callable[[str], str]
) -> Iterator[Token]:
    """Yield the tokens of a line with resolved URLs."""
    tag = ""  # that of the current link: links do not nest
    for token in tokens:
        _make_safe(token)
        if token.type == "link_open":
            target = link(str(token.attrs.pop("href", "")))
            token.tag, token.attrs = ("a", _link_attributes(target)) if target else ("span", {})
            tag = token.tag
        elif token.type == "link_close":
            token.tag, tag = tag, ""
        elif token.type == "image":
            yield from _image(token, image, tag)
            continue
        yield token


def _link_attributes(target: str) -> dict[str, str | int | float]:
    return {"href": target, "rel": "noreferrer"} if _is_web(target) else {"href": target}


def _image(token: Token, image: Callable[[str], str], link_tag: str) -> Iterator[Token]:
    """Yield an image or its alternative text, linked unless inside a link."""
    source = str(token.attrs["src"])
    target = image(source)
    link = target or (source if _is_web(source) else "")
    if target:
        token.attrs = {"src": target, "alt": "", "loading": "lazy"}
    content = token if target else Token("text", "", 0, content=token.content or source)
    # An SVG may run scripts if it is opened by itself.
    is_linked = link and not link_tag and not link.lower().endswith(".svg")
    yield from [Token("link_open", "a", 1, attrs=_link_attributes(link))] if is_linked else []
    yield content
    yield from [Token("link_close", "a", -1)] if is_linked else []


def _is_web(url: str) -> bool:
    return re.match(r"https?://", url) is not None


def _add_anchors(tokens: Sequence[Token]) -> None:
    """Give headings the anchors of GitHub: words with hyphens, repeated ones numbered."""
    counts: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            slug = _NOT_SLUG.sub("", _plain(tokens[at + 1]).lower()).replace(" ", "-")
            count = counts[slug] = counts.get(slug, -1) + 1
            token.attrs["id"] = f"{slug}-{count}" if count else slug


def _plain(token: Token) -> str:
    """Return the text of a line."""
    words = (child.content if child.type != "softbreak" else " " for child in token.children or [])
    return "".join(words).strip()


def _table_open(*arguments: Any) -> str:
    return '<div class="scroll"><table>\n'


def _table_close(*arguments: Any) -> str:
    return "</table></div>\n"
