"""Measure drawing nine `diagrams` scripts as PNG: one `mlarch render` beside nine runs of plain `diagrams`.

The scripts in `scripts/` are shaped like the examples of the documentation of `diagrams`. In each round
they are drawn by one `mlarch render` of all nine, and run one by one with plain `diagrams` and the
Graphviz of the system, each a process of its own. The two alternate.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from zoo_cold import measure, version

SCRIPTS = Path(__file__).parent / "scripts"
GOAL = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 1 where the ratio is below the goal, 2 where there is no `dot`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    dot = shutil.which("dot")
    if dot is None:
        print(
            "plain diagrams needs a system Graphviz: 'dot' is not on PATH (apt install graphviz)",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "scripts"
        shutil.copytree(SCRIPTS, work)
        scripts = sorted(work.glob("*.py"))
        print(f"{version(dot)}; {len(scripts)} scripts, PNG of each")
        times = measure(options.rounds, lambda: render(scripts), lambda: run(scripts))
        check(work, scripts)
    return report(*times)


def render(scripts: Sequence[Path]) -> None:
    """Draw all scripts with one command, into a folder beside them."""
    names = [script.name for script in scripts]
    command = [sys.executable, "-m", "mlarch", "render", *names, "-f", "png", "-o", "drawn/"]
    subprocess.run(command, cwd=scripts[0].parent, env=compiled(), check=True, stderr=subprocess.DEVNULL)


def run(scripts: Sequence[Path]) -> None:
    """Run each script as it is; its picture goes beside it."""
    for script in scripts:
        subprocess.run([sys.executable, script.name], cwd=script.parent, env=compiled(), check=True)


def compiled() -> dict[str, str]:
    """Return an environment in which modules are compiled once, as those of an installed package are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def check(work: Path, scripts: Sequence[Path]) -> None:
    """Make sure that both drew everything they were timed for."""
    drawn, plain = len([*work.glob("drawn/*.png")]), len([*work.glob("*.png")])
    if (drawn, plain) != (len(scripts), len(scripts)):
        raise SystemExit(f"{drawn} and {plain} pictures, not {len(scripts)} each")


def report(ours: Sequence[float], theirs: Sequence[float]) -> int:
    print("round   mlarch render   plain diagrams   ratio")
    for number, (mine, plain) in enumerate(zip(ours, theirs, strict=True), 1):
        print(f"{number:5}   {mine:11.2f} s   {plain:12.2f} s   {plain / mine:5.1f}")
    mine, plain = statistics.median(ours), statistics.median(theirs)
    print(f"median  {mine:11.2f} s   {plain:12.2f} s   {plain / mine:5.1f}   (goal: {GOAL:.0f})")
    return 0 if plain / mine >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
