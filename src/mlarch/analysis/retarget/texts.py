"""Replace the names of products and providers in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlarch.catalog.providers import PROVIDERS

__all__ = ["rename_product", "rename_provider", "retargeted_credit", "retargeted_notes"]

_RETARGETED = re.compile(r" ?Retargeted from (.+) to (.+)\.$")
_WRITTEN_FOR = re.compile(r"Notes, pros and cons were written for (.+)\.")

# Products named by an ordinary word, which in a phrase has its ordinary meaning.
_ORDINARY = frozenset({"Batch", "Glue", "Job", "Node", "Templates", "Workflows"})


def rename_product(text: str, old: str, aliases: Iterable[str], new: str) -> str:
    """Return a text with the name of a product replaced, in the plural as well.

    An alias, or a name that is an ordinary word, is replaced only if it is the whole text.

    >>> rename_product("Managed instance groups, autoscaled", "Managed instance group", [], "Scale Set")
    'Scale Sets, autoscaled'
    >>> [rename_product(text, "Batch", [], "AWS Batch") for text in ("Batch of images", "Batch")]
    ['Batch of images', 'AWS Batch']
    """
    if text == old or text in aliases:
        return new
    if not old or old in _ORDINARY or new in _ORDINARY:  # a new ordinary word could not be renamed back
        return text
    plural = new if new.endswith("s") else f"{new}s"
    pattern = rf"(?<![\w-]){re.escape(old)}(s?)(?![\w-])"
    return re.sub(pattern, lambda match: plural if match[1] else new, text)


def rename_provider(text: str, source: str, target: str) -> str:
    """Return a text with a provider renamed, except within product names.

    >>> rename_provider("Scaling on Google Cloud, step 1", "gcp", "azure")
    'Scaling on Azure, step 1'
    >>> rename_provider("Serving on AWS Lambda", "aws", "gcp")
    'Serving on AWS Lambda'
    """
    if source not in PROVIDERS:
        return text
    names = "|".join(PROVIDERS[source].spellings)
    return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])(?! [A-Z])", PROVIDERS[target].name, text)


def retargeted_credit(text: str, source: str, target: str) -> str:
    """Return a credit line, unless it is empty, with the original provider.

    >>> retargeted_credit("AI Summer.", "gcp", "aws")
    'AI Summer. Retargeted from Google Cloud to AWS.'
    >>> retargeted_credit("AI Summer. Retargeted from Google Cloud to AWS.", "aws", "gcp")
    'AI Summer.'
    """
    earlier = _RETARGETED.search(text)
    original = earlier[1] if earlier else _name(source)
    text = _RETARGETED.sub("", text)
    if not text or original in ("", PROVIDERS[target].name):
        return text
    return f"{text} Retargeted from {original} to {PROVIDERS[target].name}."


def retargeted_notes(notes: tuple[str, ...], source: str, target: str) -> tuple[str, ...]:
    """Return notes, unless there are none, plus one on the original provider.

    >>> retargeted_notes(("Memorystore is regional.",), "gcp", "aws")
    ('Memorystore is regional.', 'Notes, pros and cons were written for Google Cloud.')
    """
    earlier = [match[1] for note in notes if (match := _WRITTEN_FOR.fullmatch(note))]
    original = earlier[0] if earlier else _name(source)
    notes = tuple(note for note in notes if not _WRITTEN_FOR.fullmatch(note))
    if not notes or original in ("", PROVIDERS[target].name):
        return notes
    return (*notes, f"Notes, pros and cons were written for {original}.")


def _name(source: str) -> str:
    return PROVIDERS[source].name if source in PROVIDERS else source
