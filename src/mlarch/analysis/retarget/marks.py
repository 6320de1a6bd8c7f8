"""Mark similar and different replacements with tags that pictures show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mlarch.model import ClusterData, Node, TagStyle

__all__ = ["DIFFERENT", "SIMILAR", "marked_styles", "marked_tags"]

SIMILAR = "fidelity:similar"
DIFFERENT = "fidelity:different"

_TAGS = {"similar": SIMILAR, "different": DIFFERENT}
_STYLES = {
    SIMILAR: TagStyle(mark="≈", legend="similar to the original, not the same"),
    DIFFERENT: TagStyle(mark="≠", legend="different from the original"),
}


def marked_tags(tags: tuple[str, ...], fidelity: str) -> tuple[str, ...]:
    """Return tags with the mark for this fidelity instead of an earlier one."""
    unmarked = tuple(tag for tag in tags if tag not in _STYLES)
    return (*unmarked, _TAGS[fidelity]) if fidelity in _TAGS else unmarked


def marked_styles(styles: Mapping[str, TagStyle], items: Iterable[Node | ClusterData]) -> dict[str, TagStyle]:
    """Return styles with those of the marks that `items` have, and of no other marks."""
    used = {tag for item in items for tag in item.tags}
    unmarked = {tag: style for tag, style in styles.items() if tag not in _STYLES}
    return {**unmarked, **{tag: style for tag, style in _STYLES.items() if tag in used}}
