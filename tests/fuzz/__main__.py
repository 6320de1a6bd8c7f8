"""Send many cases to every door, each door in its own process, and print a table."""

from __future__ import annotations

import argparse
import collections
import faulthandler
import json
import subprocess
import sys
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz.case import Case, run_case
from fuzz.doors import DOORS
from fuzz.guard import Breach, peak

_PIECE = 500  # cases after which hypothesis forgets what it has drawn
_STUCK = 1800  # seconds for a piece: nothing else ends what hangs in code of C


def main() -> int:
    """Run the doors; return 1 if there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=1100, help="in total, over all doors")
    parser.add_argument("--door", action="append", choices=DOORS, help="this one only; several times")
    parser.add_argument("--seed", type=int, default=1, help="of the first piece")
    parser.add_argument("--jobs", type=int, default=1, help="doors at once")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(_door(asked.only, asked.cases, asked.seed)))
        return 0
    doors = asked.door or [*DOORS]
    print("| Door | Cases | Accepted | Refused | Faults | Slowest, ms | Peak, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    with ThreadPoolExecutor(asked.jobs) as pool:
        rows = [*pool.map(lambda door: _in_process(door, -(-asked.cases // len(doors)), asked.seed), doors)]
    total = {key: sum(row[key] for row in rows) for key in ("cases", "accepted", "refused", "faults")}
    most = {key: max(row[key] for row in rows) for key in ("slowest", "peak")}
    _print({"door": "all", **total, **most})
    return 1 if total["faults"] else 0


def _in_process(door: str, cases: int, start: int) -> dict[str, Any]:
    """Return the row of a door, run in a process of its own, which an input might kill."""
    command = [sys.executable, "-m", "fuzz", "--only", door, "--cases", str(cases), "--seed", str(start)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{door}: ended with {done.returncode}", file=sys.stderr)
        row = {
            "door": door,
            "cases": 0,
            "accepted": 0,
            "refused": 0,
            "faults": 1,
            "slowest": 0.0,
            "peak": 0.0,
        }
    else:
        row = json.loads(done.stdout.splitlines()[-1])
    _print(row)
    return row


def _print(row: dict[str, Any]) -> None:
    counts = " | ".join(
        f"{row[key]:,}".replace(",", " ") for key in ("cases", "accepted", "refused", "faults")
    )
    print(f"| {row['door']} | {counts} | {row['slowest']:.0f} | {row['peak']:.0f} |", flush=True)


def _door(name: str, cases: int, start: int) -> dict[str, Any]:
    """Return the row of a door; print faults to stderr, each kind once, with its case."""
    door = DOORS[name]
    row = collections.Counter({"cases": 0, "accepted": 0, "refused": 0, "faults": 0})
    seen: set[str] = set()
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="mlarch-fuzz-") as folder:

        def run(case: Case) -> None:
            nonlocal slowest
            if row["cases"] == cases:
                return
            row["cases"] += 1
            try:
                accepted, watch = run_case(door, case, Path(folder))
            except (Exception, Breach) as error:
                row["faults"] += 1
                _report(name, case, error, seen)
                return
            row["accepted" if accepted else "refused"] += 1
            slowest = max(slowest, watch.milliseconds)

        piece = start
        while row["cases"] < cases:
            faulthandler.dump_traceback_later(_STUCK, exit=True)
            _piece(run, door, min(_PIECE, cases - row["cases"]), piece)
            piece += 1
        faulthandler.cancel_dump_traceback_later()
    return {"door": name, **row, "slowest": slowest, "peak": peak()}


def _piece(run: Any, door: Any, cases: int, number: int) -> None:
    wanted = settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    seed(number)(wanted(given(case=door.CASES)(run)))()


def _report(name: str, case: Case, error: BaseException, seen: set[str]) -> None:
    """Print a fault with its case, if it is the first of its kind."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/mlarch/" in frame.filename] or frames
    kind = f"{type(error).__name__} {ours[-1].filename}:{ours[-1].lineno}"
    if kind in seen:
        return
    seen.add(kind)
    message = "\n".join(traceback.format_exception(error)[-14:])
    print(f"=== {name}: {kind}\n{message[-4000:]}\n{repr(case)[:6000]}\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
