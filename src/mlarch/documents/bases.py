"""Describe how documents look up what they extend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from mlarch.documents.paths import PathResolver
from mlarch.model import Architecture
from mlarch.model.decision import Decision

__all__ = ["BaseBuilder", "BaseFile", "Bases"]


class BaseFile(NamedTuple):
    """A document that another one extends.

    `name` is its name in messages. `root` is the folder that its paths must stay in, which for the
    documents of an installed package is a folder of the package.
    """

    path: Path
    name: str
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
    """The bases of documents; implemented by `mlarch.project.bases`."""

    def find(
        self, written: str, paths: PathResolver, own_name: str, own_path: Path | None
    ) -> BaseFile | BaseBuilder:
        """Return the document or builder that the document `own_name` calls `written`.

        Raises:
            Unreachable: if there is none, with the reason.
        """

    def build(self, builder: Any, parameters: Mapping[str, Any]) -> Architecture:
        """Return the architecture of a builder called with these parameters."""

    def decision(self, builder: Any) -> Decision:
        """Return the decision that a builder draws."""

    def entry_name(self, written: str) -> str:
        """Return the full name of an entry.

        Raises:
            UnknownNameError: if there is no such entry.
        """
