"""Define an entry: one line of `mlarch list`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = ["Entry", "Parameter", "family_and_step"]

_STEP = re.compile(r"(?:(?P<family>.+)/)?(?P<step>\d+)-(?P<rest>[^/]+)")


@dataclass(frozen=True)
class Parameter:
    """A keyword argument of a builder; `annotation` is the source text of its type."""

    name: str
    default: Any
    annotation: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of `mlarch list`: an architecture, a decision or a family of steps.

    `path` is its file and `function` its builder there, '' for documents and plain scripts. `step` is
    its number in `family`. A family lists the names of its steps in `members`. `module` is the import
    path of an entry of the zoo, `package` the name of the installed package of an entry.
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
    module: str = ""
    package: str = ""

    @property
    def builtin(self) -> bool:
        """Whether the entry belongs to the zoo."""
        return bool(self.module)

    @property
    def short_name(self) -> str:
        """Return the last part of the name without its number.

        >>> Entry(name="gcp-scaling/6-cache").short_name
        'cache'
        """
        return re.sub(r"^\d+-", "", self.name.rsplit("/", 1)[-1])

    def to_mapping(self) -> dict[str, Any]:
        """Return the entry as `mlarch list --json` prints it."""
        keys = ("name", "kind", "title", "summary", "family", "step", "source", "tags", "path")
        return {key: getattr(self, key) for key in keys} | {"tags": list(self.tags)}


def family_and_step(name: str) -> tuple[str, int | None]:
    """Return the family and the step number in a name.

    >>> family_and_step("gcp-scaling/6-cache"), family_and_step("sql-vs-nosql")
    (('gcp-scaling', 6), ('', None))
    """
    match = _STEP.fullmatch(name)
    if match is None or not match["family"]:
        return "", None
    return match["family"], int(match["step"])
