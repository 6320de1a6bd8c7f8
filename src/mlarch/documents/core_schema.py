"""Give plain YAML scalars the types of the YAML 1.2 core schema: no dates, no yes and no."""

from __future__ import annotations

import re

__all__ = ["is_ambiguous", "resolve"]

# https://yaml.org/spec/1.2.2/#1032-tag-resolution
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_BASE = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST = 300  # characters of a number; what is longer is text

# What a reader of YAML 1.1 takes for something other than text, https://yaml.org/type/
_OLD = re.compile(
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
    if len(text) > _LONGEST:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASE.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "").lower())
    return text


def is_ambiguous(text: str) -> bool:
    """Say whether some reader of YAML, of 1.1 or 1.2, would not take this plain scalar for text.

    >>> [is_ambiguous(text) for text in ("no", "1.10", "12:30", "2024-01-01", "nginx")]
    [True, True, True, True, False]
    """
    return not isinstance(resolve(text), str) or _OLD.fullmatch(text) is not None
