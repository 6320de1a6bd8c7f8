"""Know what does the same work with each provider, and how nearly the same it is.

The tables are the files in `data/equivalents`, one table a role::

    [cache] 2026-11-22                                  role, date on which all cells were checked
    gcp: Memorystore = gcp.database.Memorystore, same   provider: product = technology, fidelity
      also Memorystore for Redis; ...                   further names of the product
      at https://...                                    the source
      but A sentence.                                   what differs from the plain role
      note A sentence.                                  renamed and ended products, what to know

`[stream/kafka]` is a further table of the role `stream`, for products of one kind that go together.
`exact` after the date says that the role holds different things: only the products written here are
replaced. `none` as product says that a provider has no equivalent, and `but` why.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

__all__ = [
    "FIDELITIES",
    "FOLDER",
    "Anywhere",
    "Equivalent",
    "Equivalents",
    "anywhere",
    "equivalents",
    "parse",
]

FIDELITIES = ("same", "similar", "different")
"""How nearly a product does what its role says: from doing it as it stands to doing something else."""

FOLDER = Path(__file__).parent / "data" / "equivalents"
_ANYWHERE = Path(__file__).parent / "data" / "anywhere.txt"

_HEADER = re.compile(r"\[([a-z-]+)(?:/([a-z-]+))?\] (\d{4}-\d\d-\d\d)( exact)?")
_CELL = re.compile(r"(\w+): (.+) = ([\w.]+), (\w+)")
_NONE = re.compile(r"(\w+): none")
_DETAIL = re.compile(r"  (also|at|but|note) (.+)")


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """The product of one provider for one role; `product` and `technology` are empty where it has none.

    `sentence` says what differs from the plain role, and is empty where the fidelity is `same`;
    `note` says what was renamed or ended; `names` are further names of the product.
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
class Equivalents:
    """One table: the cells of a role by provider.

    `variant` tells several tables of one role apart and is empty for the first; `exact` says that
    only the technologies in it are replaced by it.
    """

    role: str
    variant: str = ""
    exact: bool = False
    cells: Mapping[str, Equivalent] = field(default_factory=dict)


class Anywhere(NamedTuple):
    """Why something is the same with every provider: reasons by role and by technology.

    `people` are roles that stay whatever their icon.
    """

    people: Mapping[str, str]
    roles: Mapping[str, str]
    technologies: Mapping[str, str]


@functools.cache
def equivalents() -> Mapping[str, tuple[Equivalents, ...]]:
    """Return the tables of each role, the usual one first.

    >>> equivalents()["cache"][0].cells["aws"].product
    'ElastiCache'
    """
    return parse(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt")))


def parse(texts: Iterable[str]) -> Mapping[str, tuple[Equivalents, ...]]:
    """Return the tables written in `texts`.

    Raises:
        ValueError: quoting the first line that cannot be read.
    """
    found: dict[str, list[Equivalents]] = {}
    for block in _blocks(line for text in texts for line in text.splitlines()):
        table = _table(block)
        found.setdefault(table.role, []).append(table)
    return MappingProxyType({role: tuple(tables) for role, tables in found.items()})


@functools.cache
def anywhere() -> Anywhere:
    """Return what is the same with every provider.

    >>> anywhere().roles["pod"]
    'An object of Kubernetes is the same in the managed Kubernetes of any provider.'
    """
    parts: dict[str, dict[str, str]] = {"people": {}, "roles": {}, "technologies": {}}
    section = ""
    for line in _written(_ANYWHERE.read_text("utf-8").splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            reason, names = line.split(" | ")
            parts[section].update(dict.fromkeys(names.split(), reason))
    return Anywhere(**{name: MappingProxyType(reasons) for name, reasons in parts.items()})


def _written(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines of each table, its header first."""
    block: list[str] = []
    for line in _written(lines):
        if line.startswith("[") and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _table(block: list[str]) -> Equivalents:
    header = _HEADER.fullmatch(block[0])
    if header is None:
        raise ValueError(f"not '[role] date': {block[0]!r}")
    role, variant, checked, exact = header.groups()
    cells: list[dict[str, Any]] = []
    for line in block[1:]:
        detail = _DETAIL.fullmatch(line)
        if detail and cells:
            cells[-1].update(_detail(*detail.groups()))
        else:
            cells.append({**_cell(line), "checked": checked})
    made = {cell["provider"]: Equivalent(**cell) for cell in cells}
    return Equivalents(role=role, variant=variant or "", exact=bool(exact), cells=MappingProxyType(made))


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
