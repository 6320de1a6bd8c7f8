"""Compare each step of a family with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch.model import Architecture
from mlarch.model.diff import Comparison, Difference, diff
from mlarch.model.graph import boxes

__all__ = ["StepChanges", "compare_steps", "text_lines"]


@dataclass(frozen=True)
class StepChanges:
    """A step of a family, numbered from 1, and its difference from the one before.

    `before` and `difference` are None for the first step.
    """

    number: int
    architecture: Architecture
    before: Architecture | None = None
    difference: Comparison | None = None

    @property
    def adds(self) -> tuple[str, ...]:
        """The labels of added parts, then the number of added connections.

        For the first step, the labels of all parts.
        """
        if self.difference is None:
            return tuple(box.label or box.id for box in boxes(self.architecture))
        parts = map(_label, self.difference.of("added", "node", "cluster"))
        return (*parts, *_connection_count(self.difference.of("added", "edge")))

    @property
    def removes(self) -> tuple[str, ...]:
        """The labels of removed parts, then the ends of removed connections."""
        if self.difference is None or self.before is None:
            return ()
        parts = map(_label, self.difference.of("removed", "node", "cluster"))
        edges = (_ends(self.before, edge.id) for edge in self.difference.of("removed", "edge"))
        return (*parts, *edges)

    @property
    def changes(self) -> tuple[str, ...]:
        """The labels of changed parts and connections, each with its changes."""
        if self.difference is None:
            return ()
        changed = self.difference.of("changed", "node", "cluster", "edge")
        return tuple(f"{_label(part)} ({'; '.join(map(str, part.changes))})" for part in changed)

    def to_mapping(self) -> dict[str, Any]:
        """Return the changes as JSON data."""
        arch = self.architecture
        return {
            "step": self.number,
            "name": arch.name,
            "title": arch.title,
            "summary": arch.summary,
            "adds": list(self.adds),
            "removes": list(self.removes),
            "changes": list(self.changes),
            "why": list(arch.pros),
            "price": list(arch.cons),
            "difference": self.difference.to_mapping() if self.difference else None,
        }


def compare_steps(steps: Sequence[Architecture]) -> tuple[StepChanges, ...]:
    """Return the changes of each step.

    >>> first = Architecture(name="shop").with_node("web")
    >>> for step in compare_steps([first, first.with_node("cache").connect("web", "cache")]):
    ...     step.number, step.adds
    (1, ('Web',))
    (2, ('Cache', '1 connection'))
    """
    return tuple(
        StepChanges(number, arch, before, diff(before, arch) if before else None)
        for number, (before, arch) in enumerate(zip([None, *steps], steps, strict=False), start=1)
    )


def text_lines(steps: Iterable[StepChanges]) -> Iterator[str]:
    """Yield the changes of each step as lines of text."""
    for step in steps:
        arch = step.architecture
        yield from ("", f"{step.number}. {arch.title}  ({arch.name})")
        if arch.summary:
            yield f"   {arch.summary}"
        verb = "adds" if step.difference else "holds"
        for heading, parts in ((verb, step.adds), ("removes", step.removes), ("changes", step.changes)):
            if parts:
                yield f"   {heading:8} {_one_line(', '.join(parts))}"
        for heading, texts in (("why", arch.pros), ("price", arch.cons)):
            for number, text in enumerate(texts):
                yield f"   {'' if number else heading:8} {_one_line(text)}"


def _label(part: Difference) -> str:
    return part.label or part.id


def _connection_count(edges: Sequence[Difference]) -> tuple[str, ...]:
    return (f"{len(edges)} connection{'' if len(edges) == 1 else 's'}",) if edges else ()


def _ends(arch: Architecture, key: str) -> str:
    edge = arch.edges[key]
    source, target = (arch.nodes.get(end) or arch.clusters[end] for end in (edge.source, edge.target))
    return f"{source.label or source.id} -> {target.label or target.id}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
