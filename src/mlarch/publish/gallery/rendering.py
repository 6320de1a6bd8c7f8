"""Render pages from templates, which escape every value but our own markup."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mlarch.publish.gallery.paths import root_from

__all__ = ["Renderer", "clean", "content_security_policy"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Renderer:
    """Render the pages of one site.

    `live` pages reload when files change. `folder` is the project's folder as pages show it. `docs_link` is
    the title and the path of the first page of the docs, both empty if there are none.
    """

    live: bool
    folder: str
    docs_link: tuple[str, str]

    def page(self, template: str, path: str, **values: Any) -> str:
        """Return the HTML of the page at `path`."""
        shared = {
            "root": root_from(path),
            "live": self.live,
            "folder": self.folder,
            "docs_link": self.docs_link,
            "policy": content_security_policy(live=self.live),
            "stylesheet": "",
            "stylesheet_query": "",
        }
        return _environment().get_template(template).render(**{**shared, **values})


def content_security_policy(*, live: bool) -> str:
    """Return a policy that lets pages load and run files of the site only."""
    connect = "'self'" if live else "'none'"
    return (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mlarch.publish.gallery"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean_text,
    )
    environment.filters.update(data=_data, json=_json, words=_words, url=_url_path, is_web=_is_web)
    return environment


def clean(text: str) -> str:
    """Return a text without the characters that HTML forbids."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def _clean_text(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _json(value: object) -> str:
    """Return JSON as text, for an attribute."""
    return json.dumps(_clean_texts(value), separators=(",", ":"))


def _clean_texts(value: Any) -> Any:
    """Return a JSON value with every text in it cleaned."""
    if isinstance(value, Mapping):
        return {key: _clean_texts(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean_texts(item) for item in value]
    return _clean_text(value)


def _data(value: object) -> Markup:
    """Return JSON for a script element."""
    return Markup(re.sub("[<>&]", lambda match: f"\\u{ord(match[0]):04x}", _json(value)))


def _words(text: str) -> str:
    return text.replace("-", " ")


def _url_path(path: str) -> str:
    """Return a path as a URL path, with any character quoted that needs it."""
    return quote(path.encode("utf-8", "replace"), safe="/.-_~")


def _is_web(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None
