"""Write pages from templates: every value is text, unless it is markup of our own."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["clean", "page", "policy"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def page(template: str, *, root: str, live: bool, **values: Any) -> str:
    """Return the page of a template; `root` leads from it to the start, `live` lets it follow the server."""
    chosen = _environment().get_template(template)
    return chosen.render(root=root, live=live, policy=policy(live=live), **values)


def policy(*, live: bool) -> str:
    """Return the policy under which a page runs and loads nothing but files of the site."""
    connect = "'self'" if live else "'none'"
    return (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("mlarch.publish.gallery"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    made.filters.update(data=_data, json=_json, words=_words, address=_address, web=_is_web)
    return made


def clean(text: str) -> str:
    """Return a text without what HTML cannot hold."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def _finalized(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _json(value: object) -> str:
    """Return JSON as text, which an attribute holds once it is escaped."""
    return json.dumps(_clean(value), separators=(",", ":"))


def _clean(value: Any) -> Any:
    """Return what JSON can say with every text in it as a page can show it."""
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return _finalized(value)


def _data(value: object) -> Markup:
    """Return JSON that can stand inside a script element."""
    return Markup(re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", _json(value)))


def _words(text: str) -> str:
    return text.replace("-", " ")


def _address(path: str) -> str:
    """Return a path as an address, whatever is in it."""
    return quote(path.encode("utf-8", "replace"), safe="/.-_~")


def _is_web(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None
