"""Provide folders, environment, peers and number of rounds to the cases."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Sample
from bench.peers import Peer, Peers
from bench.processes import Failed, run

__all__ = ["ROOT", "Bench"]

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
MLARCH = (PYTHON, "-m", "mlarch")


@dataclass(frozen=True)
class Bench:
    """The setting in which a case is measured; `folder` is removed afterwards."""

    folder: Path
    peers: Peers
    rounds: int = 5
    budget: float = 60.0
    seconds: float = 60.0

    def fresh(self, name: str) -> Path:
        """Return an empty folder of that name."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def environment(self) -> dict[str, str]:
        """Return the environment variables of all contenders.

        Modules are compiled once, as in an installed package. Caches go to a folder of the bench, so that
        the user's cache is neither used nor changed.
        """
        dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
        kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("MLARCH_")}
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}

    def run(self, *command: str | Path, cwd: Path | None = None, seconds: float = 0.0) -> Sample:
        """Run a command once."""
        return self._run(command, cwd or self.folder, self.environment(), seconds)[0]

    def peer(
        self, peer: Peer, *arguments: str | Path, cwd: Path | None = None, seconds: float = 0.0
    ) -> Sample:
        """Run a peer once."""
        return self.run(*peer.command, *arguments, cwd=cwd, seconds=seconds)

    def mlarch(self, *arguments: str | Path, cwd: Path | None = None, seconds: float = 0.0) -> Sample:
        return self.run(*MLARCH, *arguments, cwd=cwd, seconds=seconds)

    def export(self, *arguments: str | Path, cwd: Path | None = None) -> None:
        """Write the input files of the peers, see `bench.inside.export`."""
        self._inside("export", arguments, cwd or self.folder, 0.0)

    def inside(self, name: str, *arguments: str | Path, seconds: float = 0.0) -> dict[str, Sample]:
        """Run a module of `bench.inside`, and return the samples that it prints.

        Memory is that of the process, or of a larger process that it started.
        """
        sample, text = self._inside(name, arguments, self.folder, seconds)
        lines = text.strip().splitlines()
        if not lines:
            raise Failed(f"bench.inside.{name} printed nothing")
        times = json.loads(lines[-1])
        return {key: Sample(wall, cpu, sample.peak) for key, (wall, cpu) in times.items()}

    def drawing(self, path: Path, draw: Callable[[], Sample]) -> Callable[[], Sample]:
        """Return the same work, which fails unless it writes that file."""

        def drawn() -> Sample:
            path.unlink(missing_ok=True)
            sample = draw()
            if not path.exists() or not path.stat().st_size:
                raise Failed(f"{path.name} was not drawn")
            return sample

        return drawn

    def _inside(
        self, name: str, arguments: tuple[str | Path, ...], cwd: Path, seconds: float
    ) -> tuple[Sample, str]:
        env = {**self.environment(), "PYTHONPATH": str(ROOT)}
        return self._run((PYTHON, "-m", f"bench.inside.{name}", *arguments), cwd, env, seconds)

    def _run(
        self, command: tuple[str | Path, ...], cwd: Path, env: dict[str, str], seconds: float
    ) -> tuple[Sample, str]:
        return run(command, cwd=cwd, env=env, seconds=seconds or self.seconds)
