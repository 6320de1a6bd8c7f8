"""Define samples, series, targets and cases, and convert them to JSON."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.bench import Bench

__all__ = ["Case", "Sample", "Series", "Target", "at_least", "at_most", "from_json", "to_json"]


@dataclass(frozen=True)
class Sample:
    """One run: wall-clock seconds, processor seconds, and MB of the largest process."""

    wall: float
    cpu: float
    peak: float = 0.0


@dataclass(frozen=True)
class Series:
    """The runs of one contender; `note` explains them, or why there are none."""

    name: str
    samples: tuple[Sample, ...] = ()
    note: str = ""

    @property
    def wall(self) -> float:
        return self._median("wall")

    @property
    def cpu(self) -> float:
        return self._median("cpu")

    @property
    def peak(self) -> float:
        return self._median("peak")

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest wall-clock time."""
        walls = [sample.wall for sample in self.samples]
        return min(walls), max(walls)

    def _median(self, name: str) -> float:
        return float(statistics.median(getattr(sample, name) for sample in self.samples))


Measured = Mapping[str, Series]


@dataclass(frozen=True)
class Target:
    """The target of a figure: `figure` reads it, `why` explains a miss.

    `ours` is the contender that must not fail.
    """

    text: str
    limit: float
    figure: Callable[[Measured], float]
    least: bool = False
    unit: str = "times"
    ours: str = ""
    why: str = ""

    def failure(self, measured: Measured) -> str:
        """Return why our own contender was not measured, '' if it was."""
        one = measured.get(self.ours)
        return one.note if one and not one.samples else ""

    def value(self, measured: Measured) -> float | None:
        """Return the figure, or None if a contender was not measured."""
        try:
            return self.figure(measured)
        except (KeyError, statistics.StatisticsError):
            return None

    def met(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit


def at_least(limit: float, text: str, slower: str, faster: str, *, why: str = "") -> Target:
    """Return the target that one contender takes at least this many times as long as another."""
    return Target(text, limit, lambda m: m[slower].wall / m[faster].wall, least=True, ours=faster, why=why)


def at_most(limit: float, text: str, ours: str, other: str, *, why: str = "") -> Target:
    """Return the target that a contender takes at most this many times as long as another."""
    return Target(text, limit, lambda m: m[ours].wall / m[other].wall, ours=ours, why=why)


@dataclass(frozen=True)
class Case:
    """A case to measure: `what` describes it to readers, ratios are relative to `base`."""

    name: str
    title: str
    what: str
    measure: Callable[[Bench], tuple[Series, ...]]
    targets: tuple[Target, ...] = field(default=())
    base: str = "mlarch"


def to_json(series: tuple[Series, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "note": one.note,
            "samples": [[_short(s.wall), _short(s.cpu), round(s.peak, 1)] for s in one.samples],
        }
        for one in series
    ]


def from_json(rows: list[dict[str, Any]]) -> tuple[Series, ...]:
    return tuple(
        Series(row["name"], tuple(Sample(*sample) for sample in row["samples"]), row["note"]) for row in rows
    )


def _short(seconds: float) -> float:
    return round(seconds, 5)
