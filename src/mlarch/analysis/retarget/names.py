"""Replace the names of products and providers in texts, and leave what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlarch.catalog.providers import PROVIDERS

__all__ = ["credited", "entitled", "noted", "renamed"]

_RETARGETED = re.compile(r" ?Retargeted from (.+) to (.+)\.$")
_WRITTEN_FOR = re.compile(r"Notes, pros and cons were written for (.+)\.")

# Products with the name of an ordinary word, which in a phrase means just that.
_ORDINARY = frozenset({"Batch", "Glue", "Job", "Node", "Templates", "Workflows"})


def renamed(text: str, old: str, also: Iterable[str], new: str) -> str:
    """Return `text` with the name of a product replaced by that of another.

    The further names in `also`, and a name that is an ordinary word, count only where they are the
    whole text.

    >>> renamed("Managed instance groups, autoscaled", "Managed instance group", [], "Scale Set")
    'Scale Sets, autoscaled'
    >>> renamed("Batch of images", "Batch", [], "AWS Batch"), renamed("Batch", "Batch", [], "AWS Batch")
    ('Batch of images', 'AWS Batch')
    """
    if text == old or text in also:
        return new
    if not old or old in _ORDINARY or new in _ORDINARY:  # of the latter no way leads back
        return text
    plural = new if new.endswith("s") else f"{new}s"
    pattern = rf"(?<![\w-]){re.escape(old)}(s?)(?![\w-])"
    return re.sub(pattern, lambda found: plural if found[1] else new, text)


def entitled(text: str, source: str, target: str) -> str:
    """Return a title or summary with the name of a provider replaced, not that within a product's name.

    >>> entitled("Scaling on Google Cloud, step 1", "gcp", "azure")
    'Scaling on Azure, step 1'
    >>> entitled("Serving on AWS Lambda", "aws", "gcp")
    'Serving on AWS Lambda'
    """
    if source not in PROVIDERS:
        return text
    names = "|".join(PROVIDERS[source].spellings)
    return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])(?! [A-Z])", PROVIDERS[target].name, text)


def credited(text: str, source: str, target: str) -> str:
    """Return a credit line that says where the architecture comes from; an empty one stays empty.

    >>> credited("AI Summer.", "gcp", "aws")
    'AI Summer. Retargeted from Google Cloud to AWS.'
    >>> credited("AI Summer. Retargeted from Google Cloud to AWS.", "aws", "gcp")
    'AI Summer.'
    """
    before = _RETARGETED.search(text)
    first = before[1] if before else _name(source)
    text = _RETARGETED.sub("", text)
    if not text or first in ("", PROVIDERS[target].name):
        return text
    return f"{text} Retargeted from {first} to {PROVIDERS[target].name}."


def noted(notes: tuple[str, ...], source: str, target: str) -> tuple[str, ...]:
    """Return notes with a last one that says which provider they speak of; no notes stay none.

    >>> noted(("Memorystore is regional.",), "gcp", "aws")
    ('Memorystore is regional.', 'Notes, pros and cons were written for Google Cloud.')
    """
    before = [found[1] for note in notes if (found := _WRITTEN_FOR.fullmatch(note))]
    first = before[0] if before else _name(source)
    kept = tuple(note for note in notes if not _WRITTEN_FOR.fullmatch(note))
    if not kept or first in ("", PROVIDERS[target].name):
        return kept
    return (*kept, f"Notes, pros and cons were written for {first}.")


def _name(source: str) -> str:
    return PROVIDERS[source].name if source in PROVIDERS else source
