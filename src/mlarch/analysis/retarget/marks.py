"""Mark what is not the same after a retarget: a tag on it, and its sign in picture and legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mlarch.model import ClusterData, Node, TagStyle

__all__ = ["DIFFERENT", "SIMILAR", "marked", "styled"]

SIMILAR = "fidelity:similar"
DIFFERENT = "fidelity:different"

_TAGS = {"similar": SIMILAR, "different": DIFFERENT}
_STYLES = {
    SIMILAR: TagStyle(mark="≈", legend="similar to the original, not the same"),
    DIFFERENT: TagStyle(mark="≠", legend="different from the original"),
}


def marked(tags: tuple[str, ...], fidelity: str) -> tuple[str, ...]:
    """Return tags with the one for this fidelity, and without that of an earlier retarget."""
    kept = tuple(tag for tag in tags if tag not in _STYLES)
    return (*kept, _TAGS[fidelity]) if fidelity in _TAGS else kept


def styled(styles: Mapping[str, TagStyle], items: Iterable[Node | ClusterData]) -> dict[str, TagStyle]:
    """Return styles with those of the marks that stand on one of `items`, and of no others."""
    used = {tag for item in items for tag in item.tags}
    kept = {tag: style for tag, style in styles.items() if tag not in _STYLES}
    return {**kept, **{tag: style for tag, style in _STYLES.items() if tag in used}}
