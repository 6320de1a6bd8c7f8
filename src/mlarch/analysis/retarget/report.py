"""Report the outcome for each node and cluster of a retargeted architecture."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlarch.catalog import FIDELITIES
from mlarch.catalog.providers import PROVIDERS

__all__ = ["RESULTS", "Outcome", "RetargetReport"]

RESULTS = ("replaced", "stays", "no-equivalent", "unknown-role")
"""The results of a retarget; only "replaced" changes a node or cluster."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome for one node or cluster.

    `before` and `after` are products, and `technology` is the one it has now. `reasons` are sentences:
    the differences of a replacement, or why there is none. `sources` are the addresses that support
    it, `checked` is the date of the last look-up, and `note` is a remark on the new product.
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
    """The outcomes of a retarget of the architecture `name` from `source` to `target`.

    `source` is "oss" if there are only self-managed products, and empty if there are no products.
    """

    name: str
    source: str
    target: str
    outcomes: tuple[Outcome, ...]

    def of(self, result: str) -> tuple[Outcome, ...]:
        """Return the outcomes with one of `RESULTS`, in order of declaration."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == result)

    @property
    def fidelity(self) -> str:
        """The lowest fidelity of the replacements, "same" if there are none."""
        fidelities = [FIDELITIES.index(outcome.fidelity) for outcome in self.of("replaced")]
        return FIDELITIES[max(fidelities, default=0)]

    @property
    def problems(self) -> tuple[str, ...]:
        """A line for each node and cluster that could not be replaced."""
        return tuple(
            f"{self.name}: {outcome.what} '{outcome.id}' is not replaced: {' '.join(outcome.reasons)}"
            for outcome in (*self.of("no-equivalent"), *self.of("unknown-role"))
        )

    def to_mapping(self) -> dict[str, Any]:
        """Return the report as a JSON object, without empty fields."""
        outcomes = {
            result.replace("-", "_"): [_without_empty(outcome) for outcome in self.of(result)]
            for result in RESULTS
        }
        return {
            "architecture": self.name,
            "from": self.source,
            "to": self.target,
            "fidelity": self.fidelity,
            **outcomes,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        yield f"{self.name}: {_provider(self.source)} -> {_provider(self.target)}"
        yield from _section("replaced", [_replaced_row(outcome) for outcome in self.of("replaced")])
        for result in RESULTS[1:]:
            yield from _section(result.replace("-", " "), [_kept_row(outcome) for outcome in self.of(result)])


def _provider(name: str) -> str:
    return PROVIDERS[name].name if name in PROVIDERS else name or "no provider"


def _without_empty(outcome: Outcome) -> dict[str, Any]:
    values = dataclasses.asdict(outcome)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value and name != "result"
    }


_Columns = tuple[str, str, str, tuple[str, ...]]  # id, text, fidelity, sentences below


def _replaced_row(outcome: Outcome) -> _Columns:
    sentences = (*outcome.reasons, *((f"Note: {outcome.note}",) if outcome.note else ()))
    return outcome.id, f"{outcome.before} -> {outcome.after}", outcome.fidelity, sentences


def _kept_row(outcome: Outcome) -> _Columns:
    return outcome.id, " ".join(outcome.reasons), "", ()


def _section(title: str, rows: list[_Columns]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n{title}"
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    for id, text, fidelity, sentences in rows:
        yield f"  {id:{first}}  {text:{second}}  {fidelity}".rstrip()
        yield from (f"      {sentence}" for sentence in sentences)
