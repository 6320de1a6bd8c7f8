"""Measure drawing the whole zoo from cold: mlarch beside plain `diagrams` with the Graphviz of the system.

Each round draws all entries once with `mlarch build --force`, a process of its own, and once by
running the exported scripts one by one, each a process of its own, with `outformat=["png", "svg"]`.
The two alternate; the table gives each round, the medians and their ratio.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mlarch import get
from mlarch.exporters import to_python
from mlarch.listing import zoo

GOAL = 4.0


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
        scripts = export(Path(folder) / "scripts")
        out = Path(folder) / "out"
        print(f"{version(dot)}; {len(scripts)} entries, SVG and PNG of each")
        times = measure(options.rounds, lambda: build(Path(folder), out), lambda: run(scripts))
        check(out, scripts)
    return report(*times)


def export(folder: Path) -> list[Path]:
    """Write the exported script of each entry of the zoo, each into a folder of its own."""
    scripts = []
    for entry in zoo():
        script = folder / entry.name.replace("/", "-") / "script.py"
        script.parent.mkdir(parents=True)
        script.write_text(to_python(get(entry.name), outformat=["png", "svg"]), encoding="utf-8")
        scripts.append(script)
    return scripts


def build(folder: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "mlarch", "build", "--force", "-o", str(out)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def run(scripts: Sequence[Path]) -> None:
    for script in scripts:
        subprocess.run(
            [sys.executable, script.name], cwd=script.parent, check=True, stdout=subprocess.DEVNULL
        )


def measure(
    rounds: int, ours: Callable[[], None], theirs: Callable[[], None]
) -> tuple[list[float], list[float]]:
    """Return the seconds of each round, after one round of each that does not count."""
    ours()
    theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def check(out: Path, scripts: Sequence[Path]) -> None:
    """Make sure that both drew everything they were timed for."""
    for suffix in (".svg", ".png"):
        drawn = len([*out.rglob(f"*{suffix}")])
        plain = len([path for script in scripts for path in script.parent.glob(f"*{suffix}")])
        # A build also draws the animation of each family, and is timed with them.
        if drawn < len(scripts) or plain != len(scripts):
            raise SystemExit(f"{drawn} and {plain} files {suffix}, not {len(scripts)} each")


def version(dot: str) -> str:
    return subprocess.run([dot, "-V"], capture_output=True, text=True, check=True).stderr.strip()


def report(ours: Sequence[float], theirs: Sequence[float]) -> int:
    print("round   mlarch build   plain diagrams   ratio")
    for number, (mine, plain) in enumerate(zip(ours, theirs, strict=True), 1):
        print(f"{number:5}   {mine:10.2f} s   {plain:12.2f} s   {plain / mine:5.1f}")
    mine, plain = statistics.median(ours), statistics.median(theirs)
    print(f"median  {mine:10.2f} s   {plain:12.2f} s   {plain / mine:5.1f}   (goal: {GOAL:.0f})")
    return 0 if plain / mine >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
