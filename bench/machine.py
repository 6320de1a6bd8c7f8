"""Describe the machine: processors, memory, system and versions, without names or paths."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["describe"]

_PACKAGES = ("mlarch", "diagrams", "pygraphviz", "pyvips-binary", "click")


def describe() -> str:
    """Return the machine in one line."""
    packages = ", ".join(filter(None, map(_version, _PACKAGES)))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} processors ({_processor()}), {_memory()}{platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    match = re.search(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return match[1] if match else platform.processor() or "unknown"


def _memory() -> str:
    info = Path("/proc/meminfo")
    match = re.search(r"^MemTotal:\s*(\d+)", info.read_text(), re.MULTILINE) if info.exists() else None
    return f"{int(match[1]) / 2**20:.0f} GB, " if match else ""


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
