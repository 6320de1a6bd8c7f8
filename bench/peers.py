"""Find the installed peers and their versions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["NAMES", "Peer", "Peers", "find"]

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"
NAMES = {
    "graphviz": "Graphviz (`dot`), which plain `diagrams` draws with",
    "d2": "D2",
    "kubediagrams": "KubeDiagrams",
    "diagrams-as-code": "diagrams-as-code",
    "mermaid-cli": "mermaid-cli",
}


@dataclass(frozen=True)
class Peer:
    """A program to compare with mlarch; `command` is empty if it is not installed."""

    name: str
    command: tuple[str, ...] = ()
    version: str = ""

    def __bool__(self) -> bool:
        return bool(self.command)


Peers = Mapping[str, Peer]


def find(folder: Path) -> Peers:
    """Return all peers by name; launchers are written into `folder`."""
    found = (_graphviz(), _d2(), _kubediagrams(), _diagrams_as_code(), _mermaid(folder))
    return {peer.name: peer for peer in found}


def _graphviz() -> Peer:
    dot = shutil.which("dot")
    return Peer("graphviz", (dot,), _said(dot, "-V")) if dot else Peer("graphviz")


def _d2() -> Peer:
    d2 = shutil.which("d2", path=_path(TOOLS / "d2" / "bin"))
    return Peer("d2", (d2,), _said(d2, "--version")) if d2 else Peer("d2")


def _kubediagrams() -> Peer:
    return _of_python("kubediagrams", "kube-diagrams", "KubeDiagrams")


def _diagrams_as_code() -> Peer:
    return _of_python("diagrams-as-code", "diagrams-as-code", "diagrams-as-code")


def _of_python(name: str, program: str, package: str) -> Peer:
    """Return a peer of the environment that bench/peers.txt is installed into; it draws with `dot`."""
    folder = TOOLS / "peers" / "bin"
    found, dot = shutil.which(program, path=str(folder)), shutil.which("dot")
    if not found or not dot:
        return Peer(name)
    asked = f"from importlib.metadata import version; print(version('{package}'))"
    return Peer(name, (found,), _said(str(folder / "python"), "-c", asked))


def _mermaid(folder: Path) -> Peer:
    package = TOOLS / "mermaid-cli" / "node_modules"
    program = shutil.which("mmdc", path=_path(package / ".bin"))
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program or not browser:
        return Peer("mermaid-cli")
    # Without it chromium refuses to run as root, as in containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    settings = folder / "puppeteer.json"
    settings.write_text(json.dumps({"executablePath": browser, "args": arguments}), encoding="utf-8")
    return Peer("mermaid-cli", (program, "--quiet", "-p", str(settings)), _said(program, "--version"))


def _path(*folders: Path) -> str:
    return os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])


def _said(*command: str) -> str:
    """Return the first dotted number in a program's version output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return match[0] if match else "of unknown version"
