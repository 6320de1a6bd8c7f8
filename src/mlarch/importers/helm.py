"""Tell a Helm template from YAML, since the one has to be rendered to become the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from mlarch.errors import DocumentError
from mlarch.importers.sources import Source

__all__ = ["refuse_templates"]

_TEMPLATE = re.compile(
    r"\{\{-?\s*(?:[.$]|(?:if|else|end|range|with|include|template|define|toYaml|tpl|default|quote|printf|lookup|"
    r"nindent|indent|block|fail|required|not|and|or|eq|/\*)\b)"
)


@contextmanager
def refuse_templates(source: Source) -> Iterator[None]:
    """Say of what cannot be read that it is a template, where it looks like one."""
    try:
        yield
    except DocumentError:
        for number, line in enumerate(source.text.splitlines(), 1):
            match = None if line.lstrip().startswith("#") else _TEMPLATE.search(line)
            if match:
                raise DocumentError(
                    f"{source.name}:{number}:{match.start() + 1}: a Helm template, not YAML: "
                    "render it first, 'helm template CHART | mlarch import kubernetes -'"
                ) from None
        raise


def is_template(text: str) -> bool:
    """Say whether a text holds an expression of a template.

    >>> is_template("{{ .Values.image }}"), is_template("{a: b}")
    (True, False)
    """
    return _TEMPLATE.search(text) is not None
