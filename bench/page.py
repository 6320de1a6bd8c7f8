"""Write the page of measurements, or one section of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Case, Measured, Series, Target
from bench.peers import NAMES

__all__ = ["Report", "page", "section"]

_HEAD = """Results of one run of `make bench`, which compares mlarch with other tools and writes this page.
Contenders take turns. Times are medians of wall-clock time, with the shortest and the longest. The processor
time of all processes is given as well, because it says more if several run at once or the machine is busy.
Each run is a process of its own unless a case says otherwise. Modules are compiled, and caches are those of
the run. `python -m bench zoo graphs` measures some cases only. `--page` writes this page again from the
figures of the last complete run, bench/figures.json."""


@dataclass(frozen=True)
class Report:
    """A run: date, machine, versions of the peers ('' if not installed) and series."""

    date: str
    machine: str
    peers: Mapping[str, str]
    series: Mapping[str, tuple[Series, ...]]


def page(report: Report, cases: Sequence[Case]) -> str:
    """Return the whole page, without cases that the run lacks."""
    ran = [case for case in cases if case.name in report.series]
    parts = ["# Performance", _wrapped(_HEAD), _setting(report), "## Targets", _summary(ran, report)]
    parts += [section(case, report.series[case.name]) for case in ran]
    return "\n\n".join(parts) + "\n"


def section(case: Case, series: tuple[Series, ...]) -> str:
    """Return the section of a case: what it draws, its table, its targets."""
    measured = {one.name: one for one in series}
    parts = [f"## {case.title}", _wrapped(case.what), "\n".join(_table(case, measured))]
    parts += ["\n".join(_verdicts(case.targets, measured))] if case.targets else []
    return "\n\n".join(parts)


def _wrapped(text: str, indent: str = "") -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 118, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _setting(report: Report) -> str:
    installed = [f"{NAMES[name]} {version}" for name, version in report.peers.items() if version]
    missing = [NAMES[name] for name, version in report.peers.items() if not version]
    lines = [f"Measured on {report.date}: {report.machine}.", f"Peers: {', '.join(installed) or 'none'}."]
    lines += [f"Not installed, and therefore not measured: {', '.join(missing)}."] if missing else []
    return "\n".join(map(_wrapped, lines))


def _summary(cases: Sequence[Case], report: Report) -> str:
    rows = ["| Case | Target | Measured | |", "|---|---|---:|---|"]
    for case in cases:
        measured = {one.name: one for one in report.series[case.name]}
        for target in case.targets:
            value = target.value(measured)
            verdict = _verdict(target, measured, value)
            rows.append(f"| {_link(case)} | {_wish(target)} | {_amount(target, value)} | {verdict} |")
    return "\n".join(rows)


def _verdict(target: Target, measured: Measured, value: float | None) -> str:
    if value is None:
        return "**missed**" if target.failure(measured) else "not measured"
    return "met" if target.met(value) else "**missed**"


def _link(case: Case) -> str:
    kept = "".join(c for c in case.title.lower() if c.isalnum() or c in " -")
    return f"[{case.title}](#{kept.replace(' ', '-')})"


def _wish(target: Target) -> str:
    word = "at least" if target.least else "at most"
    return f"{target.text}: {word} {target.limit:g}{_UNITS[target.unit]}"


def _amount(target: Target, value: float | None) -> str:
    return "" if value is None else f"{_figure(value)}{_UNITS[target.unit]}"


_UNITS = {"times": " times", "s": " s", "MB": " MB", "%": " %"}


def _table(case: Case, measured: Measured) -> Iterator[str]:
    peaks = any(sample.peak for one in measured.values() for sample in one.samples)
    if not any(sample.cpu for one in measured.values() for sample in one.samples):
        yield from _plain_table(measured)
        return
    base = measured.get(case.base)
    heads = ["", "seconds", "shortest to longest", "processor seconds", *(["MB"] if peaks else [])]
    heads += [f"times {case.base}"] if base else []
    yield f"| {' | '.join(heads)} |"
    yield f"|---{'|---:' * (len(heads) - 1)}|"
    for one in measured.values():
        cells = [*_cells(one, peaks), *([_times(one, base)] if base else [])]
        yield f"| {' | '.join([_name(one), *cells])} |"


def _plain_table(measured: Measured) -> Iterator[str]:
    """Yield the table of figures whose unit is in their name."""
    yield "| | |"
    yield "|---|---:|"
    for one in measured.values():
        yield f"| {_name(one)} | {_figure(one.wall) if one.samples else ''} |"


def _name(one: Series) -> str:
    return f"{one.name}: {one.note}" if one.note else one.name


def _cells(one: Series, peaks: bool) -> list[str]:
    if not one.samples:
        return [""] * (3 + peaks)
    low, high = one.spread
    spread = f"{_figure(low)} to {_figure(high)}" if len(one.samples) > 1 else "one run"
    return [_figure(one.wall), spread, _figure(one.cpu), *([f"{one.peak:.0f}"] if peaks else [])]


def _times(one: Series, base: Series) -> str:
    return _figure(one.wall / base.wall) if one.samples and base.samples else ""


def _verdicts(targets: Sequence[Target], measured: Measured) -> Iterator[str]:
    for target in targets:
        value = target.value(measured)
        verdict = _verdict(target, measured, value).replace("met", "**met**")
        told = _amount(target, value) or target.failure(measured)
        why = target.why if "missed" in verdict else ""
        yield _wrapped(f"- {_wish(target)}: {verdict}{', ' if told else ''}{told}. {why}", "  ")


def _figure(value: float) -> str:
    """Return a number with two or three significant digits."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
