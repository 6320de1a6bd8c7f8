"""Tell how one architecture becomes the next: what each step adds and removes, why, and at what price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch.model import Architecture, ClusterData, Node
from mlarch.model.diff import Comparison, Difference, diff

__all__ = ["Chapter", "lines", "story"]


@dataclass(frozen=True)
class Chapter:
    """One step: the architecture, and how it differs from the one before, None for the first."""

    number: int
    architecture: Architecture
    before: Architecture | None = None
    difference: Comparison | None = None

    @property
    def adds(self) -> tuple[str, ...]:
        """Return what is new in words: parts by label, then how many connections; in the first all parts."""
        if self.difference is None:
            arch = self.architecture
            parts: list[Node | ClusterData] = [*arch.nodes.values(), *arch.clusters.values()]
            return tuple(part.label or part.id for part in parts)
        added = self.difference.of("added", "node", "cluster")
        return (*map(_label, added), *_connections(self.difference.of("added", "edge")))

    @property
    def removes(self) -> tuple[str, ...]:
        """Return what is gone in words: parts by label, connections by the labels of their ends."""
        if self.difference is None or self.before is None:
            return ()
        parts = map(_label, self.difference.of("removed", "node", "cluster"))
        edges = (_ends(self.before, one.id) for one in self.difference.of("removed", "edge"))
        return (*parts, *edges)

    @property
    def changes(self) -> tuple[str, ...]:
        """Return what has changed in words."""
        if self.difference is None:
            return ()
        changed = self.difference.of("changed", "node", "cluster", "edge")
        return tuple(f"{one.label or one.id} ({_changed(one)})" for one in changed)

    def to_mapping(self) -> dict[str, Any]:
        """Return the chapter as what JSON can say."""
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


def story(steps: Sequence[Architecture]) -> tuple[Chapter, ...]:
    """Return a chapter for each step."""
    before = [None, *steps]
    return tuple(
        Chapter(number, arch, earlier, diff(earlier, arch) if earlier else None)
        for number, (earlier, arch) in enumerate(zip(before, steps, strict=False), start=1)
    )


def lines(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield the story as lines of text."""
    for chapter in chapters:
        arch = chapter.architecture
        yield from ("", f"{chapter.number}. {arch.title}  ({arch.name})")
        yield from filter(None, (f"   {arch.summary}" if arch.summary else "",))
        verb = "adds" if chapter.difference else "holds"
        for head, said in ((verb, chapter.adds), ("removes", chapter.removes), ("changes", chapter.changes)):
            if said:
                yield f"   {head:8} {_listed(said)}"
        for head, texts in (("why", arch.pros), ("price", arch.cons)):
            for number, text in enumerate(texts):
                yield f"   {head if not number else '':8} {_one_line(text)}"


def _label(one: Difference) -> str:
    return one.label or one.id


def _connections(added: Sequence[Difference]) -> tuple[str, ...]:
    if not added:
        return ()
    return (f"{len(added)} connection{'' if len(added) == 1 else 's'}",)


def _ends(arch: Architecture, key: str) -> str:
    edge = arch.edges[key]
    source, target = (arch.nodes.get(end) or arch.clusters[end] for end in (edge.source, edge.target))
    return f"{source.label or source.id} -> {target.label or target.id}"


def _changed(one: Difference) -> str:
    return "; ".join(map(str, one.changes))


def _listed(texts: Iterable[str]) -> str:
    return _one_line(", ".join(texts))


def _one_line(text: str) -> str:
    return " ".join(text.split())
