"""Turn Markdown into HTML of our own: HTML in it is shown as text, and nothing of it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from mlarch.publish.gallery.templates import clean

__all__ = ["TextToken", "to_html"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOT_SLUG = re.compile(r"[^\w\- ]")
_BREAK = re.compile(r"<br\s*/?>")


@dataclass(frozen=True)
class TextToken:
    """A text as HTML, its title, empty where it has none, and its first paragraph as plain text."""

    title: str
    summary: str
    html: Markup


def to_html(source: str, link: Callable[[str], str], image: Callable[[str], str]) -> TextToken:
    """Return Markdown (CommonMark, and tables) as HTML.

    `link` and `image` say where an address of the text leads from the page, empty where to nothing
    of the site: of a link the words are left, of an image the words that stand for it, as a link
    where it is on the web. Headings have the anchors that GitHub gives them.
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    tokens = parser.parse(clean(source))
    for token in tokens:
        _make_safe(token)
        token.children = [*_inside(token.children or [], link, image)]
    _anchor(tokens)
    title, summary = (_first(tokens, tag) for tag in ("h1", "p"))
    return TextToken(title, summary, Markup(parser.renderer.render(tokens, parser.options, {})))


def _first(tokens: Sequence[Token], tag: str) -> str:
    """Return the words of the first element of a sort."""
    return next((_plain(tokens[at + 1]) for at, one in enumerate(tokens) if one.tag == tag), "")


def _make_safe(token: Token) -> None:
    """Leave no markup that was written as such, and no style, which the policy of pages forbids."""
    if token.type in ("html_block", "html_inline"):
        rest = _COMMENT.sub("", token.content)
        kept = escape(rest) if rest.strip() and not _BREAK.fullmatch(rest) else rest
        token.content = f"<p>{kept}</p>" if token.type == "html_block" and rest.strip() else kept
    style = token.attrs.pop("style", "")
    if style:
        token.attrs["class"] = str(style).removeprefix("text-align:")


def _inside(
    tokens: Sequence[Token], link: Callable[[str], str], image: Callable[[str], str]
) -> Iterator[Token]:
    """Yield the tokens of a line, with addresses as they are from the page."""
    tag = ""  # that of the link we are in: links do not nest
    for token in tokens:
        _make_safe(token)
        if token.type == "link_open":
            target = link(str(token.attrs.pop("href", "")))
            token.tag, token.attrs = ("a", _to(target)) if target else ("span", {})
            tag = token.tag
        elif token.type == "link_close":
            token.tag, tag = tag, ""
        elif token.type == "image":
            yield from _image(token, image, tag)
            continue
        yield token


def _to(target: str) -> dict[str, str | int | float]:
    return {"href": target, "rel": "noreferrer"} if _is_web(target) else {"href": target}


def _image(token: Token, image: Callable[[str], str], around: str) -> Iterator[Token]:
    """Yield an image that a click shows alone, or the words that stand for it, outside links as a link."""
    source = str(token.attrs["src"])
    target = image(source)
    to = target or (source if _is_web(source) else "")
    if target:
        token.attrs = {"src": target, "alt": "", "loading": "lazy"}
    shown = token if target else Token("text", "", 0, content=token.content or source)
    linked = to and not around and not to.lower().endswith(".svg")  # by itself it may run scripts
    yield from [Token("link_open", "a", 1, attrs=_to(to))] if linked else []
    yield shown
    yield from [Token("link_close", "a", -1)] if linked else []


def _is_web(address: str) -> bool:
    return re.match(r"https?://", address) is not None


def _anchor(tokens: Sequence[Token]) -> None:
    """Give headings the anchors of GitHub: words with hyphens, numbered where one comes again."""
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            slug = _NOT_SLUG.sub("", _plain(tokens[at + 1]).lower()).replace(" ", "-")
            count = seen[slug] = seen.get(slug, -1) + 1
            token.attrs["id"] = f"{slug}-{count}" if count else slug


def _plain(token: Token) -> str:
    """Return the words of a line."""
    words = (child.content if child.type != "softbreak" else " " for child in token.children or [])
    return "".join(words).strip()


def _table_open(*given: Any) -> str:
    return '<div class="scroll"><table>\n'


def _table_close(*given: Any) -> str:
    return "</table></div>\n"
