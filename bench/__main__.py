"""Run all cases, or those named, and write or print the measurements."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import figures, machine, peers
from bench.bench import ROOT, Bench
from bench.cases import CASES
from bench.page import Report, page, section
from bench.processes import Failed

PAGE, FIGURES = ROOT / "docs" / "internals" / "performance.md", ROOT / "bench" / "figures.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the page; named cases are printed, and kept only with --keep."""
    options = _options(arguments)
    if options.page:
        PAGE.write_text(page(load(), CASES), encoding="utf-8")
        return 0
    chosen = [case for case in CASES if not options.cases or case.name in options.cases]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = measure(chosen, Path(folder), options)
    if options.cases and not options.keep:
        return 0
    save(_merged(report) if options.cases else report)
    PAGE.write_text(page(load(), CASES), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure mlarch beside its peers.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"all, or some of: {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=5, help="the most rounds of a case (5)")
    parser.add_argument(
        "--budget", type=float, default=40.0, help="seconds that the rounds of a case may take"
    )
    parser.add_argument("--keep", action="store_true", help="put the cases that are named into the page")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page again")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.cases if name not in names]
    if unknown:
        parser.error(f"no case {', '.join(unknown)}; there are {', '.join(names)}")
    return options


def measure(cases: Sequence[figures.Case], folder: Path, options: argparse.Namespace) -> Report:
    """Return the report of some cases; print each when it is done."""
    # The load of the machine is part of the report, since it changes the measurements.
    when = f"{time.strftime('%d %B %Y').lstrip('0')}, load before it {os.getloadavg()[0]:.1f}"
    found = peers.find(folder)
    series = {}
    for case in cases:
        began = time.monotonic()
        bench = Bench(folder / case.name, found, options.rounds, options.budget)
        bench.folder.mkdir()
        series[case.name] = _measured(case, bench)
        print(
            section(case, series[case.name]),
            f"({time.monotonic() - began:.0f} s)",
            "",
            sep="\n\n",
            flush=True,
        )
    versions = {name: peer.version for name, peer in found.items()}
    return Report(when, machine.describe(), versions, series)


def _measured(case: figures.Case, bench: Bench) -> tuple[figures.Series, ...]:
    """Return the series of a case; a case that cannot start must not stop the others."""
    try:
        return case.measure(bench)
    except Failed as problem:
        return (figures.Series("mlarch", note=str(problem)),)


def _merged(report: Report) -> Report:
    """Return the last complete run with the cases of this run replaced."""
    last = load()
    if (last.machine, last.peers) != (report.machine, report.peers):
        raise SystemExit("the last run was on another machine, or with other versions: run all cases")
    series = {**last.series, **report.series}
    ordered = {case.name: series[case.name] for case in CASES if case.name in series}
    return Report(last.date, last.machine, last.peers, ordered)


def save(report: Report) -> None:
    """Save the figures of a run, so that the page can be rewritten without measuring again."""
    data = {
        "date": report.date,
        "machine": report.machine,
        "peers": dict(report.peers),
        "cases": {name: figures.to_json(series) for name, series in report.series.items()},
    }
    FIGURES.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def load() -> Report:
    """Return the last saved run."""
    data = json.loads(FIGURES.read_text(encoding="utf-8"))
    series = {name: figures.from_json(rows) for name, rows in data["cases"].items()}
    return Report(data["date"], data["machine"], data["peers"], series)


if __name__ == "__main__":
    sys.exit(main())
