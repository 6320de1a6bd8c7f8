"""Define what a document needs in order to resolve `extends` and entry names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from mlarch.documents.paths import Home
from mlarch.model import Architecture
from mlarch.model.decision import Decision

__all__ = ["BaseBuilder", "BaseFile", "Bases"]


class BaseFile(NamedTuple):
    """A document that another one extends; `called` is its name in messages.

    `root` is the folder that its paths must stay in, if that is a package's and not the project's.
    """

    path: Path
    called: str
    root: Path | None = None


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class BaseBuilder(Protocol):
    """An entry written in Python that a document extends."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def parameters(self) -> Sequence[_Named]: ...


class Bases(Protocol):
    """The names that documents may refer to; `mlarch.project.bases.Bases` is the implementation."""

    def find(self, written: str, home: Home, own_name: str, own_path: Path | None) -> BaseFile | BaseBuilder:
        """Return the document or builder called `written`, seen from the document `own_name`.

        Raises:
            Unreachable: with the reason why there is none.
        """

    def build(self, builder: Any, given: Mapping[str, Any]) -> Architecture:
        """Return the architecture that a builder returns for these parameters."""

    def decision(self, builder: Any) -> Decision:
        """Return the decision that a builder draws."""

    def entry_name(self, written: str) -> str:
        """Return the full name of an entry.

        Raises:
            UnknownNameError: if there is no such entry.
        """
