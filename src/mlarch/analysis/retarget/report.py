"""Say what became of each part of a retargeted architecture, for programs and for people."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlarch.catalog import FIDELITIES
from mlarch.catalog.providers import PROVIDERS

__all__ = ["RESULTS", "Outcome", "RetargetReport"]

RESULTS = ("replaced", "stays", "no-equivalent", "unknown-role")
"""What can become of a part; the last two also stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one node or cluster.

    `before` and `after` are products, `technology` is what it has now, `reasons` are sentences:
    what differs where it was replaced, why it was not where it stays. `sources` and `checked` say
    where and when that was looked up, `note` what else to know of the product.
    """

    id: str
    what: str
    result: str
    role: str = ""
    before: str = ""
    after: str = ""
    technology: str = ""
    fidelity: str = ""
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked: str = ""
    note: str = ""


@dataclass(frozen=True)
class RetargetReport:
    """What became of every part of the architecture `name` on its way from `source` to `target`.

    `source` is "oss" where no part belongs to a cloud, and empty where no part is a product.
    """

    name: str
    source: str
    target: str
    outcomes: tuple[Outcome, ...]

    def of(self, result: str) -> tuple[Outcome, ...]:
        """Return the outcomes of one of `RESULTS`, in order of declaration."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == result)

    @property
    def fidelity(self) -> str:
        """Return the lowest fidelity of what was replaced, "same" where nothing was."""
        found = [FIDELITIES.index(outcome.fidelity) for outcome in self.of("replaced")]
        return FIDELITIES[max(found, default=0)]

    @property
    def problems(self) -> tuple[str, ...]:
        """Return a line for each part that should have been replaced and could not be."""
        left = [*self.of("no-equivalent"), *self.of("unknown-role")]
        return tuple(f"{self.name}: {o.what} '{o.id}' stays as it is: {' '.join(o.reasons)}" for o in left)

    def to_mapping(self) -> dict[str, Any]:
        """Return the report as JSON can say it: outcomes under each of `RESULTS`, empty fields left out."""
        parts = {result.replace("-", "_"): [_plain(o) for o in self.of(result)] for result in RESULTS}
        return {
            "architecture": self.name,
            "from": self.source,
            "to": self.target,
            "fidelity": self.fidelity,
            **parts,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report for people."""
        yield f"{self.name}: {_provider(self.source)} -> {_provider(self.target)}"
        yield from _section("replaced", [_replaced(o) for o in self.of("replaced")])
        for result in RESULTS[1:]:
            yield from _section(result.replace("-", " "), [_left(o) for o in self.of(result)])


def _provider(name: str) -> str:
    return PROVIDERS[name].name if name in PROVIDERS else name or "no provider"


def _plain(outcome: Outcome) -> dict[str, Any]:
    values = dataclasses.asdict(outcome)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value and name != "result"
    }


Row = tuple[str, str, str, tuple[str, ...]]


def _replaced(outcome: Outcome) -> Row:
    more = (*outcome.reasons, *((f"Note: {outcome.note}",) if outcome.note else ()))
    return outcome.id, f"{outcome.before} -> {outcome.after}", outcome.fidelity, more


def _left(outcome: Outcome) -> Row:
    return outcome.id, " ".join(outcome.reasons), "", ()


def _section(title: str, rows: list[Row]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n{title}"
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    for id, text, fidelity, more in rows:
        yield f"  {id:{first}}  {text:{second}}  {fidelity}".rstrip()
        yield from (f"      {sentence}" for sentence in more)
