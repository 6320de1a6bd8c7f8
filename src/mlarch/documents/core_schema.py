"""Resolve plain YAML scalars by the YAML 1.2 core schema: no dates, no yes and no."""

from __future__ import annotations

import re

__all__ = ["is_ambiguous", "resolve"]

# https://yaml.org/spec/1.2.2/#1032-tag-resolution
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY_OR_NAN = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAX_DIGITS = 300  # a longer number is text

# Scalars that are not text in YAML 1.1, https://yaml.org/type/
_NOT_TEXT_IN_1_1 = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|nil|none|~|=|<<|)"
    r"|[-+]?[.]?[0-9][0-9_,.:eExXoObBa-fA-F+\-]*"
    r"|[-+]?\.(?:inf|nan)"
    r"|\d{4}-\d\d?-\d\d?.*",
    re.IGNORECASE | re.DOTALL,
)


def resolve(text: str) -> object:
    """Return the value of a plain scalar.

    >>> [resolve(text) for text in ("12", "0x1F", "1.10", "true", "~", "no", "12:30", "2024-01-01")]
    [12, 31, 1.1, True, None, 'no', '12:30', '2024-01-01']
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITY_OR_NAN.fullmatch(text):
        return float(text.replace(".", "").lower())
    return text


def is_ambiguous(text: str) -> bool:
    """Return True if a plain scalar is not text in YAML 1.1 or in YAML 1.2.

    >>> [is_ambiguous(text) for text in ("no", "1.10", "12:30", "2024-01-01", "nginx")]
    [True, True, True, True, False]
    """
    return not isinstance(resolve(text), str) or _NOT_TEXT_IN_1_1.fullmatch(text) is not None
