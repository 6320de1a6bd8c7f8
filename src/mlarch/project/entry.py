"""Define an entry: one line of `mlarch list`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Entry", "Parameter", "family_and_step"]

_STEP = re.compile(r"(?:(?P<family>.+)/)?(?P<step>\d+)-(?P<rest>[^/]+)")


@dataclass(frozen=True)
class Parameter:
    """A keyword of a builder; `default` is its value and `annotation` its type as written."""

    name: str
    default: Any
    annotation: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list: an architecture, a decision or a family of steps.

    `path` is the file it stands in, `function` its builder there (empty for documents and plain
    scripts), `step` its number in `family`, `members` the names of a family's steps in order. Those
    of the zoo are `builtin`; those of another installed package name it in `package`.
    """

    name: str
    kind: str = "architecture"
    title: str = ""
    summary: str = ""
    family: str = ""
    step: int | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    path: str = ""
    function: str = ""
    parameters: tuple[Parameter, ...] = ()
    members: tuple[str, ...] = ()
    extends: str = ""
    builtin: bool = False
    package: str = ""

    @property
    def short_name(self) -> str:
        """Return the last part of the name without its number.

        >>> Entry(name="gcp-scaling/6-cache").short_name
        'cache'
        """
        return re.sub(r"^\d+-", "", self.name.rsplit("/", 1)[-1])

    def to_mapping(self) -> dict[str, Any]:
        """Return what `mlarch list --json` prints of this entry."""
        keys = ("name", "kind", "title", "summary", "family", "step", "source", "tags", "path")
        return {key: getattr(self, key) for key in keys} | {"tags": list(self.tags)}


def family_and_step(name: str) -> tuple[str, int | None]:
    """Return family and step of a name.

    >>> family_and_step("gcp-scaling/6-cache"), family_and_step("sql-vs-nosql")
    (('gcp-scaling', 6), ('', None))
    """
    match = _STEP.fullmatch(name)
    if match is None or not match["family"]:
        return "", None
    return match["family"], int(match["step"])
