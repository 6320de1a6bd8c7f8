"""Detect Helm templates, which must be rendered before they are YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from mlarch.errors import DocumentError
from mlarch.importers.sources import Source

__all__ = ["RENDER_COMMAND", "TEMPLATE_PROBLEM", "is_template", "refuse_templates"]

RENDER_COMMAND = "'helm template CHART | mlarch import kubernetes -'"
TEMPLATE_PROBLEM = f"a Helm template, not YAML: render it first, {RENDER_COMMAND}"

_TEMPLATE = re.compile(
    r"\{\{-?\s*(?:[.$]|(?:if|else|end|range|with|include|template|define|toYaml|tpl|default|quote|printf|lookup|"
    r"nindent|indent|block|fail|required|not|and|or|eq|/\*)\b)"
)


@contextmanager
def refuse_templates(source: Source) -> Iterator[None]:
    """Replace the parse errors of a Helm template by one that says how to render it."""
    try:
        yield
    except DocumentError:
        for number, line in enumerate(source.text.splitlines(), 1):
            match = None if line.lstrip().startswith("#") else _TEMPLATE.search(line)
            if match:
                place = f"{source.name}:{number}:{match.start() + 1}"
                raise DocumentError(f"{place}: {TEMPLATE_PROBLEM}") from None
        raise


def is_template(text: str) -> bool:
    """Return True if a text holds a template expression.

    >>> is_template("{{ .Values.image }}"), is_template("{a: b}")
    (True, False)
    """
    return _TEMPLATE.search(text) is not None
