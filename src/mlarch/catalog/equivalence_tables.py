"""Read the tables of equivalent products: the product of each provider for a role.

The tables are the files in `data/equivalents`, one role each::

    [cache] 2026-11-22                                  role, date on which all cells were checked
    gcp: Memorystore = gcp.database.Memorystore, same   provider: product = technology, fidelity
      also Memorystore for Redis; ...                   other names of the product
      at https://...                                    source
      but A sentence.                                   difference from the plain role
      note A sentence.                                  renamed or ended products, other facts

`[stream/kafka]` is another table of the role `stream`, for products of one kind that belong together.
`exact` after the date means that the role covers products of different kinds: only the products in
the table are replaced. A provider without an equivalent has the product `none`; `but` gives the reason.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from mlarch.catalog.providers import PROVIDERS

__all__ = [
    "FIDELITIES",
    "FOLDER",
    "EquivalenceTable",
    "Equivalent",
    "ProviderNeutral",
    "equivalents",
    "parse",
    "provider_neutral",
]

FIDELITIES = ("same", "similar", "different")
"""How well a product fills its role, the best first."""

FOLDER = Path(__file__).parent / "data" / "equivalents"
_PROVIDER_NEUTRAL = Path(__file__).parent / "data" / "anywhere.txt"

_HEADER = re.compile(r"\[([a-z-]+)(?:/([a-z-]+))?\] (\d{4}-\d\d-\d\d)( exact)?")
_CELL = re.compile(r"(\w+): (.+) = ([\w.]+), (\w+)")
_NONE = re.compile(r"(\w+): none")
_DETAIL = re.compile(r"  (also|at|but|note) (.+)")


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """The product of one provider for one role.

    `product` and `technology` are empty if the provider has none. `sentence` is the difference from
    the plain role, empty if the fidelity is "same". `note` mentions renamed and ended products.
    `names` are other names of the product.
    """

    provider: str
    product: str = ""
    technology: str = ""
    fidelity: str = "different"
    sentence: str = ""
    source: str = ""
    checked: str = ""
    note: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EquivalenceTable:
    """The products for one role, by provider.

    `variant` distinguishes the tables of one role and is empty for the first. If `exact`, only the
    technologies in the table are replaced.
    """

    role: str
    variant: str = ""
    exact: bool = False
    cells: Mapping[str, Equivalent] = field(default_factory=dict)


class ProviderNeutral(NamedTuple):
    """Roles and technologies that are the same with every provider, with reasons.

    The roles in `people` are provider-neutral whatever the technology of the node.
    """

    people: Mapping[str, str]
    roles: Mapping[str, str]
    technologies: Mapping[str, str]


@functools.cache
def equivalents() -> Mapping[str, tuple[EquivalenceTable, ...]]:
    """Return the tables of each role, the usual one first.

    >>> equivalents()["cache"][0].cells["aws"].product
    'ElastiCache'
    """
    return parse(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt")))


def parse(texts: Iterable[str]) -> Mapping[str, tuple[EquivalenceTable, ...]]:
    """Return the tables written in `texts`, by role.

    Raises:
        ValueError: with the first line that cannot be read.
    """
    tables: dict[str, list[EquivalenceTable]] = {}
    for block in _blocks(line for text in texts for line in text.splitlines()):
        table = _table(block)
        tables.setdefault(table.role, []).append(table)
    return MappingProxyType({role: tuple(variants) for role, variants in tables.items()})


@functools.cache
def provider_neutral() -> ProviderNeutral:
    """Return the roles and technologies that are the same with every provider.

    >>> provider_neutral().roles["pod"]
    'An object of Kubernetes is the same in the managed Kubernetes of any provider.'
    """
    sections: dict[str, dict[str, str]] = {"people": {}, "roles": {}, "technologies": {}}
    section = ""
    for line in _content(_PROVIDER_NEUTRAL.read_text("utf-8").splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            reason, names = line.split(" | ")
            sections[section].update(dict.fromkeys(names.split(), reason))
    return ProviderNeutral(**{name: MappingProxyType(reasons) for name, reasons in sections.items()})


def _content(lines: Iterable[str]) -> Iterator[str]:
    """Return the lines that are neither blank nor comments."""
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines of each table, its header first."""
    block: list[str] = []
    for line in _content(lines):
        if line.startswith("[") and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _table(block: list[str]) -> EquivalenceTable:
    header = _HEADER.fullmatch(block[0])
    if header is None:
        raise ValueError(f"not '[role] date': {block[0]!r}")
    role, variant, checked, exact = header.groups()
    fields: list[dict[str, Any]] = []
    for line in block[1:]:
        detail = _DETAIL.fullmatch(line)
        if detail and fields:
            fields[-1].update(_detail(*detail.groups()))
        else:
            fields.append({**_cell(line), "checked": checked})
    written = {cell["provider"]: Equivalent(**cell) for cell in fields}
    cells = {provider: written.get(provider) or _missing(provider, role) for provider in PROVIDERS}
    return EquivalenceTable(
        role=role, variant=variant or "", exact=bool(exact), cells=MappingProxyType(cells)
    )


def _missing(provider: str, role: str) -> Equivalent:
    """Return the cell of a provider that a table does not mention, such as a new provider."""
    name = PROVIDERS[provider].name
    return Equivalent(provider=provider, sentence=f"No product of {name} is known for the role '{role}'.")


def _cell(line: str) -> dict[str, str]:
    none = _NONE.fullmatch(line)
    if none:
        return {"provider": none[1]}
    cell = _CELL.fullmatch(line)
    if cell is None:
        raise ValueError(f"not 'provider: product = technology, fidelity': {line!r}")
    return dict(zip(("provider", "product", "technology", "fidelity"), cell.groups(), strict=True))


def _detail(word: str, text: str) -> dict[str, Any]:
    if word == "also":
        return {"names": tuple(name.strip() for name in text.split(";"))}
    return {{"at": "source", "but": "sentence", "note": "note"}[word]: text}
